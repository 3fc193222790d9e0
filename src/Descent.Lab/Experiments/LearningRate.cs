using Descent.Data;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models;
using Descent.Torch.Randomness;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Lab.Experiments;

/// <summary>Question 10: learning rates that are too small and too large, and five optimizers in a ravine and on LeNet.</summary>
internal sealed class LearningRate() : Experiment(10)
{
    private const int Steps = 200;
    private const double SmallRate = 0.02;

    // In the ravine at rates at which each gets down; on LeNet at Descent's defaults.
    private static readonly (string Name, OptimizerOptions Ravine)[] Optimizers =
    [
        ("sgd", new SgdOptions { LearningRate = 0.076 }),
        ("momentum", new MomentumOptions { LearningRate = SmallRate }),
        ("adagrad", new AdaGradOptions { LearningRate = 0.9 }),
        ("rmsprop", new RmsPropOptions { LearningRate = 0.06 }),
        ("adam", new AdamOptions { LearningRate = 0.3 }),
    ];

    internal override void Run(Notebook notebook)
    {
        Rates(notebook);
        Paths(notebook);
        OnLeNet(notebook);
    }

    // The seed's second figure: the same steps at several rates.
    private static void Rates(Notebook notebook)
    {
        double[] rates = [0.001, 0.01, 0.1, 1, 10];
        List<Measurement> losses = [];
        foreach (double rate in rates)
        {
            losses.Add(notebook.Record($"loss-{rate}".Replace('.', '-'), Unit.Number, notebook.PerSeed($"LeNet at learning rate {rate}", seed =>
                Train(notebook, seed, new SgdOptions { LearningRate = rate }).Final)));
        }

        Measurement best = losses.MinBy(loss => loss.Mean)!;
        notebook.Record("best-rate", Unit.Number, rates[losses.IndexOf(best)]);
        notebook.Record("best-loss", Unit.Number, best.Samples);
        notebook.Record("small-loss", Unit.Number, losses[0].Samples);
        notebook.Record("large-loss", Unit.Number, losses[^1].Samples);
        notebook.Add(new LinePlot
        {
            Title = ("LeNet's training loss after the same number of steps of SGD, by learning rate; what diverged has no point", "SGD 走同样步数之后 LeNet 的训练损失,按学习率;发散的没有点"),
            X = ("learning rate", "学习率"),
            Y = ("loss", "损失"),
            LogX = true,
            LogY = true,
            Series = [Series.Of(("mean over the last tenth of the steps", "最后十分之一步的平均"), rates, losses)],
        });
        notebook.Decide("small", losses[0].IsAbove(best, margin: 0.3));
        notebook.Decide("large", losses[^1].Samples.All(loss => double.IsInfinity(loss) || loss > best.Mean + 0.3));
    }

    private static void Paths(Notebook notebook)
    {
        Dictionary<string, IReadOnlyList<Walk>> walks = Optimizers.ToDictionary(
            optimizer => optimizer.Name, optimizer => notebook.PerSeed($"{optimizer.Name} in a ravine", seed => Descend(notebook, seed, optimizer.Ravine)));
        walks["slow"] = notebook.PerSeed("SGD in a ravine, at momentum's rate", seed => Descend(notebook, seed, new SgdOptions { LearningRate = SmallRate }));
        foreach ((string name, IReadOnlyList<Walk> walk) in walks)
        {
            notebook.Record($"steps-{name}", Unit.Count, walk.Select(one => (double)one.StepsToTarget));
            notebook.Record($"turns-{name}", Unit.Count, walk.Select(one => (double)one.Turns));
            notebook.Record($"slant-{name}", Unit.Number, walk.Select(one => one.FirstSlant));
        }

        notebook.Add(new LinePlot
        {
            Title = ("Paths down a ravine that is 25 times as steep across as along; the bottom is at (0, 0)", "沿峡谷下山的路径:横向比纵向陡 25 倍,谷底在 (0, 0)"),
            X = ("along the ravine", "沿峡谷方向"),
            Y = ("across the ravine", "横穿峡谷方向"),
            Series =
            [
                .. ((double[])[0.5, 2, 5, 9]).Select(Contour),
                .. Optimizers.Select(optimizer => new Series(optimizer.Name, walks[optimizer.Name][0].Xs, walks[optimizer.Name][0].Ys) { Style = SeriesStyle.Line }),
            ],
        });
        notebook.Add(new ResultTable(
            ("In the ravine, from random starts", "峡谷里,从随机起点出发"),
            [("optimizer", "优化器"), ("learning rate", "学习率"), ("steps to 1 % of the height", "降到 1 % 高度的步数"), ("turns across", "横向折返次数"), ("slant of the first step", "第一步的倾斜")],
            [
                .. Optimizers.Append(("slow", new SgdOptions { LearningRate = SmallRate })).Select(row => (IReadOnlyList<Texts.Phrase>)
                [
                    row.Item1 == "slow" ? "sgd" : row.Item1, NumberText.Of(Unit.Number, row.Item2.LearningRate), notebook.Value($"steps-{row.Item1}").ToString(),
                    notebook.Value($"turns-{row.Item1}").ToString(), notebook.Value($"slant-{row.Item1}").ToString(),
                ]),
            ]));
        notebook.Decide("momentum", notebook.Value("steps-slow").IsAbove(notebook.Value("steps-momentum")));
        notebook.Decide("adaptive", ((string[])["adagrad", "rmsprop", "adam"]).All(name => Math.Abs(notebook.Value($"slant-{name}").Mean - 1) < 0.01)
            && notebook.Value("slant-sgd").Least > 2);
    }

    // All points of one height.
    private static Series Contour(double height)
    {
        double[] angles = [.. Enumerable.Range(0, 61).Select(i => 2 * Math.PI * i / 60)];
        return new Series("", [.. angles.Select(angle => Math.Sqrt(2 * height / Ravine.Along) * Math.Cos(angle))], [.. angles.Select(angle => Math.Sqrt(2 * height / Ravine.Across) * Math.Sin(angle))])
        {
            Style = SeriesStyle.Background,
        };
    }

    private static Walk Descend(Notebook notebook, ulong seed, OptimizerOptions optimizer)
    {
        KeyedRandom random = new(seed, 10);
        (double x, double y) start = (-4, random.Next(0.7f, 1.1f));
        List<(double X, double Y)> places = [start];
        using TrainedNetwork walked = notebook.Training.Fit(
            () => new Ravine(start.x, start.y), Ravine.Steps(Steps), optimizer, LabTraining.Plain with { Seed = seed, BatchSize = 1 }, new MeanSquaredLoss(),
            (network, _) => places.Add(((Ravine)network).Position));
        double target = 0.01 * Ravine.Height(start.x, start.y);
        int reached = places.FindIndex(place => Ravine.Height(place.X, place.Y) < target);
        return new Walk(
            [.. places.Select(place => place.X)], [.. places.Select(place => place.Y)], reached < 0 ? Steps : reached,
            places.Zip(places.Skip(1), (a, b) => a.Y * b.Y < 0 ? 1 : 0).Sum(),
            Math.Abs((places[1].Y - start.y) / (places[1].X - start.x)));
    }

    private static void OnLeNet(Notebook notebook)
    {
        Dictionary<string, IReadOnlyList<Curve>> curves = Optimizers.ToDictionary(
            optimizer => optimizer.Name, optimizer => notebook.PerSeed($"LeNet by {optimizer.Name}", seed => Train(notebook, seed, OptimizerCatalog.Create(optimizer.Name))));
        foreach ((string name, IReadOnlyList<Curve> found) in curves)
        {
            notebook.Record($"lenet-{name}", Unit.Number, found.Select(curve => curve.Final));
        }

        notebook.Add(new LinePlot
        {
            Title = ("LeNet by each optimizer at its default rate", "LeNet 用各优化器的默认学习率训练"),
            X = ("step", "步"),
            Y = ("training loss, mean over seeds and ten steps", "训练损失,各种子、每十步平均"),
            Series = [.. curves.Select(pair => new Series(pair.Key, Smooth([pair.Value[0]], steps: true), Smooth(pair.Value, steps: false)) { Style = SeriesStyle.Line })],
        });
        notebook.Decide("lenet", notebook.Value("lenet-sgd").IsAbove(notebook.Value("lenet-momentum")) && notebook.Value("lenet-sgd").IsAbove(notebook.Value("lenet-adam")));
    }

    private static double[] Smooth(IReadOnlyList<Curve> curves, bool steps) =>
    [
        .. Enumerable.Range(0, curves[0].Losses.Count / 10).Select(i => steps ? (10.0 * i) + 5 : curves.Average(curve => curve.Losses.Skip(10 * i).Take(10).Average())),
    ];

    private static Curve Train(Notebook notebook, ulong seed, OptimizerOptions optimizer)
    {
        Dataset data = notebook.Images(seed, notebook.Size(3200, 12_800), 100);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => new LeNet(), data, optimizer, LabTraining.Plain with { Seed = seed, BatchSize = 32, Epochs = notebook.Size(1, 2) });
        return new Curve(trained.FinalLoss, trained.Losses);
    }

    private sealed record Curve(double Final, IReadOnlyList<double> Losses);

    /// <param name="Xs">Places along the ravine, step by step.</param>
    /// <param name="Ys">Places across it.</param>
    /// <param name="StepsToTarget">Steps until the height is a hundredth of the start's; all where it never is.</param>
    /// <param name="Turns">How often it went over to the other side.</param>
    /// <param name="FirstSlant">How far the first step went across, over how far along.</param>
    private sealed record Walk(IReadOnlyList<double> Xs, IReadOnlyList<double> Ys, int StepsToTarget, int Turns, double FirstSlant);
}
