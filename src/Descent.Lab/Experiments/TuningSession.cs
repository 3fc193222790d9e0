using System.Globalization;
using Descent.Data;
using Descent.Data.Sources;
using Descent.Doctor.History;
using Descent.Doctor.Reports;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 12: a run that does not learn, made well tip by tip. The doctor looks at each run, and the next differs from it in the one option that it names.</summary>
internal sealed class TuningSession() : Experiment(12)
{
    private const int Layers = 4;
    private const int Examples = 320;
    private const int BatchSize = 32;
    private const int FewExamples = 16;

    private static readonly MomentumOptions Sick = new() { LearningRate = 0.3 };

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("glyphs");
        IReadOnlyList<Visit> sick = notebook.PerSeed("the run as it came", seed => Examine(notebook, seed, Sick));
        Measurement before = Accuracy(notebook, "sick", sick);
        notebook.Decide("metric", before.Most < 0.25);

        // From here on each seed's run gets what the doctor said of that seed's run before.
        MomentumOptions[] slower = [.. sick.Select(visit => Sick with { LearningRate = visit.Advice("--learning-rate") ?? Sick.LearningRate })];
        Measurement few = notebook.Record("few-sick", Unit.Percent, notebook.PerSeed("a few examples by heart", seed => LearnFew(notebook, seed, Sick)));
        Measurement fewSlower = notebook.Record("few-slower", Unit.Percent, notebook.PerSeed("a few examples by heart, slower", seed => LearnFew(notebook, seed, slower[notebook.Index(seed)])));
        notebook.Decide("batch", few.Most < 0.5 && fewSlower.Least == 1);

        IReadOnlyList<Visit> learning = notebook.PerSeed("with another learning rate", seed => Examine(notebook, seed, slower[notebook.Index(seed)]));
        Measurement after = Accuracy(notebook, "slower", learning);
        Measurement dead = notebook.Record("dead-sick", Unit.Percent, sick.Select(visit => visit.Dead.Max()));
        Measurement alive = notebook.Record("dead-slower", Unit.Percent, learning.Select(visit => visit.Dead.Max()));
        notebook.Record("rate", Unit.Number, slower.Select(options => options.LearningRate));
        notebook.Decide(
            "layers", dead.Least > 0.5 && alive.Most < 0.5 && sick.All(visit => visit.Found("dead-relu") is { Where: not "" } || visit.Found("not-finite") is not null));
        notebook.Decide("rate", after.IsAbove(before, margin: 0.2) && sick.All(visit => visit.Advice("--learning-rate") is not null));

        MomentumOptions[] decayed = [.. learning.Zip(slower, (visit, options) => options with { WeightDecay = visit.Advice("--weight-decay") ?? 0 })];
        IReadOnlyList<Visit> general = notebook.PerSeed("with weight decay", seed => Examine(notebook, seed, decayed[notebook.Index(seed)]));
        Measurement best = Accuracy(notebook, "decayed", general);
        notebook.Record("loss-slower", Unit.Number, learning.Select(visit => visit.LateLoss));
        notebook.Record("loss-decayed", Unit.Number, general.Select(visit => visit.LateLoss));
        Measurement share = notebook.Record("share", Unit.Percent, general.Zip(learning, (with, without) => with.LateLoss / without.LateLoss));
        notebook.Decide("overfitting", learning.All(visit => visit.Found("overfitting") is not null));
        notebook.Decide("decay", share.Most < 1);

        Measurement wrongOrder = notebook.Record("accuracy-wrong-order", Unit.Percent, notebook.PerSeed(
            "the same weight decay without the first change", seed => TestAlone(notebook, seed, Sick with { WeightDecay = decayed[notebook.Index(seed)].WeightDecay })));
        notebook.Decide("order", after.IsAbove(wrongOrder) && after.Mean - wrongOrder.Mean > 0.2);
        Show(notebook, sick, learning, general, [before, wrongOrder, after, best]);
    }

    private static Measurement Accuracy(Notebook notebook, string name, IReadOnlyList<Visit> visits) =>
        notebook.Record($"accuracy-{name}", Unit.Percent, visits.Select(visit => visit.Accuracy));

    private static void Show(Notebook notebook, IReadOnlyList<Visit> sick, IReadOnlyList<Visit> learning, IReadOnlyList<Visit> general, Measurement[] accuracies)
    {
        notebook.Add(new ResultTable(
            ("The session: what each change brought", "整个过程:每一处改动带来了什么"),
            [("change", "改动"), ("test accuracy", "测试准确率"), ("what the doctor found, under the first seed", "诊断结果(第一个种子)")],
            [
                [("none", "无"), accuracies[0].ToString(), sick[0].Names],
                [("another learning rate", "换学习率"), accuracies[2].ToString(), learning[0].Names],
                [("weight decay as well", "再加权重衰减"), accuracies[3].ToString(), general[0].Names],
                [("weight decay alone", "只加权重衰减"), accuracies[1].ToString(), "–"],
            ]));
        notebook.Add(new BarPlot
        {
            Title = ("The layers' printout: units that are 0 for every example of a batch, at the end", "逐层打印:训练结束时,对一批样本全为 0 的单元"),
            Y = ("dead units", "死亡单元"),
            Unit = Unit.Percent,
            Groups = [.. Enumerable.Range(1, Layers).Select(layer => $"relu{layer}")],
            Series = [new BarSeries(("as it came", "原样"), Dead(sick)), new BarSeries(("with another learning rate", "换学习率之后"), Dead(learning))],
        });
        double[] epochs = [.. learning[0].Validation.Select((_, i) => i + 1.0)];
        notebook.Add(new LinePlot
        {
            Title = ("Loss by epoch: what is learned, and what is learned by heart", "逐轮损失:学到的,和背下来的"),
            X = ("epoch", "轮"),
            Y = ("loss", "损失"),
            Series =
            [
                Mean(("as it came, validation", "原样,验证"), epochs, sick, visit => visit.Validation, SeriesStyle.Line),
                Mean(("another learning rate, training", "换学习率,训练"), epochs, learning, visit => visit.Training, SeriesStyle.Points),
                Mean(("another learning rate, validation", "换学习率,验证"), epochs, learning, visit => visit.Validation, SeriesStyle.Line),
                Mean(("weight decay as well, training", "再加权重衰减,训练"), epochs, general, visit => visit.Training, SeriesStyle.Points),
                Mean(("weight decay as well, validation", "再加权重衰减,验证"), epochs, general, visit => visit.Validation, SeriesStyle.Line),
            ],
        });
    }

    private static IReadOnlyList<Measurement> Dead(IReadOnlyList<Visit> visits) =>
        [.. Enumerable.Range(0, Layers).Select(layer => new Measurement(Unit.Percent, [.. visits.Select(visit => visit.Dead[layer])]))];

    private static Plots.Series Mean(Phrase name, double[] x, IReadOnlyList<Visit> visits, Func<Visit, double[]> of, SeriesStyle style) =>
        new(name, x, [.. x.Select((_, i) => visits.Average(visit => i < of(visit).Length ? of(visit)[i] : double.NaN))]) { Style = style };

    // A fifth of the labels are wrong, so that there is something to learn by heart; those of the test are right.
    private static Dataset Data(Notebook notebook, ulong seed) => LabData.WithWrongLabels(LabData.Glyphs(seed, Examples, notebook.Size(1000, 4000)), 0.2, seed);

    private static TrainingOptions Options(Notebook notebook, ulong seed) =>
        LabTraining.Plain with { Seed = seed, BatchSize = BatchSize, Epochs = notebook.Size(20, 60), Validation = 0.25 };

    private static Visit Examine(Notebook notebook, ulong seed, MomentumOptions optimizer)
    {
        (TrainedNetwork trained, Diagnosis diagnosis) = notebook.Training.FitWatched(Stack, Data(notebook, seed), optimizer, Options(notebook, seed));
        using (trained)
        {
            return new Visit(trained.TestAccuracy, diagnosis);
        }
    }

    private static double TestAlone(Notebook notebook, ulong seed, MomentumOptions optimizer)
    {
        using TrainedNetwork trained = notebook.Training.Fit(Stack, Data(notebook, seed), optimizer, Options(notebook, seed));
        return trained.TestAccuracy;
    }

    private static double LearnFew(Notebook notebook, ulong seed, MomentumOptions optimizer)
    {
        Dataset data = LabData.Glyphs(seed, Examples, FewExamples);
        Dataset few = data with { Train = SubsetSource.Of((IMapSource)data.Train, [.. Enumerable.Range(0, FewExamples)]) };
        using TrainedNetwork trained = notebook.Training.Fit(Stack, few, optimizer, LabTraining.Plain with { Seed = seed, BatchSize = FewExamples, Epochs = 100 });
        return trained.Outcome?.Train?.Accuracy ?? 0;
    }

    private static Module<Tensor, Tensor> Stack()
    {
        List<(string, Module<Tensor, Tensor>)> layers = [("flatten", Flatten())];
        for (int layer = 1; layer <= Layers; layer++)
        {
            layers.Add(($"linear{layer}", new Linear(layer == 1 ? 784 : 64, 64).Initialize(WeightScheme.KaimingUniform)));
            layers.Add(($"relu{layer}", ReLU()));
        }

        layers.Add(("last", new Linear(64, 10)));
        return Sequential(layers);
    }

    /// <summary>One run and what the doctor says of it.</summary>
    private sealed class Visit(double accuracy, Diagnosis diagnosis)
    {
        public double Accuracy => accuracy;

        /// <summary>Of each ReLU at the end: the share of its units that are 0 for every example of a batch.</summary>
        public IReadOnlyList<double> Dead { get; } = [.. Enumerable.Range(1, Layers).Select(layer => diagnosis.History[Quantity.Dead($"relu{layer}")].Last)];

        public double[] Training { get; } = Numbers(diagnosis, Quantity.EpochLoss);

        public double[] Validation { get; } = Numbers(diagnosis, Quantity.ValidationLoss);

        /// <summary>The mean validation loss of the last quarter of the epochs.</summary>
        public double LateLoss => Validation.TakeLast(Math.Max(1, Validation.Length / 4)).Average();

        /// <summary>What was found, apart from what hangs on how busy the machine is.</summary>
        public string Names => string.Join(", ", diagnosis.Findings.Select(finding => finding.Check).Where(check => check is not "reader-starved" and not "memory-creep"));

        public Finding? Found(string check) => diagnosis.Findings.FirstOrDefault(finding => finding.Check == check);

        /// <summary>The value that the first finding to name an option gives it; null where none does.</summary>
        public double? Advice(string option) => diagnosis.Findings.Select(finding => finding.Options.SkipWhile(word => word != option).ElementAtOrDefault(1))
            .FirstOrDefault(value => value is not null) is { } advised ? double.Parse(advised, CultureInfo.InvariantCulture) : null;

        private static double[] Numbers(Diagnosis diagnosis, string name) => [.. diagnosis.History[name].Points.Select(point => point.Value)];
    }
}
