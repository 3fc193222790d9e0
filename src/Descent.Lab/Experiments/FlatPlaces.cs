using Descent.Data;
using Descent.Doctor.Proofs;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 2: three runs whose gradient is lost in noise, at a minimum, on a saddle and behind vanished gradients, told apart by the doctor's proof; and the twins of two that got away.</summary>
internal sealed class FlatPlaces() : Experiment(2)
{
    private const int Depth = 10;
    private const int Hidden = 16;
    private const int BatchSize = 32;

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("clouds");
        IReadOnlyList<Place> minimum = Visit(notebook, "minimum", () => new Linear(2, 2), PlateauAnswer.Minimum);
        IReadOnlyList<Place> saddle = Visit(notebook, "saddle", () => Shallow(isZero: true), PlateauAnswer.Saddle);
        IReadOnlyList<Place> random = Visit(notebook, "random", () => Shallow(isZero: false), null);
        IReadOnlyList<Place> vanished = Visit(notebook, "vanished", () => Deep("sigmoid"), PlateauAnswer.VanishedGradient);
        IReadOnlyList<Place> relu = Visit(notebook, "relu", () => Deep("relu"), null);
        Measurement walk = notebook.Record("walk-saddle", Unit.Percent, saddle.Select(place => place.Evidence.Curvature.Walk.Gain / place.Evidence.Scale));
        Measurement walkMinimum = notebook.Record("walk-minimum", Unit.Percent, minimum.Select(place => place.Evidence.Curvature.Walk.Gain / place.Evidence.Scale));
        Measurement reached = notebook.Record("reached-vanished", Unit.Number, vanished.Select(Reached));
        Measurement reachedRelu = notebook.Record("reached-relu", Unit.Number, relu.Select(Reached));

        string[] flat = ["minimum", "saddle", "vanished"];
        notebook.Decide(
            "alike", flat.All(name => notebook.Value($"slope-{name}").Mean < 1) && ((Place[])[.. minimum, .. saddle, .. vanished]).All(place => !place.Evidence.IsFalling));
        notebook.Decide(
            "told-apart", flat.All(name => notebook.Value($"named-{name}").Least == 1)
            && random.All(twin => twin.Answer is not PlateauAnswer.Saddle) && relu.All(twin => twin.Answer is not PlateauAnswer.VanishedGradient));
        notebook.Decide(
            "way-down", walk.Least > 0.1 && walkMinimum.Most < 0.03 && notebook.Value("level-saddle").IsAbove(notebook.Value("level-random"), margin: 0.1));
        notebook.Decide(
            "cut-off", reached.Most < 1e-3 && reachedRelu.Least > 1e-2 && notebook.Value("level-vanished").IsAbove(notebook.Value("level-relu"), margin: 0.1));
        Draw(notebook, minimum[0], saddle[0], random[0], vanished[0], relu[0]);
    }

    private static IReadOnlyList<Place> Visit(Notebook notebook, string name, Func<Module<Tensor, Tensor>> make, PlateauAnswer? expected)
    {
        IReadOnlyList<Place> places = notebook.PerSeed(name, seed =>
        {
            Dataset data = Clouds(seed);
            using TrainedNetwork trained = notebook.Training.Fit(
                make, data, new MomentumOptions { LearningRate = 0.01 }, LabTraining.Plain with { Seed = seed, BatchSize = BatchSize, Epochs = notebook.Size(8, 40) });
            PlateauProof proof = PlateauProof.Run(trained.Outcome!.Run, make, data, notebook.Size(100, 400));
            return new Place(proof.Answer, proof.Evidence, trained.Losses);
        });
        if (expected is { } answer)
        {
            notebook.Record($"named-{name}", Unit.Percent, places.Select(place => place.Answer == answer ? 1.0 : 0));
        }

        notebook.Record($"level-{name}", Unit.Percent, places.Select(place => place.Evidence.Loss / place.Evidence.Guessing));
        notebook.Record($"slope-{name}", Unit.Number, places.Select(place => place.Evidence.Slope.SignalToNoise));
        notebook.Record($"curvature-{name}", Unit.Number, places.Select(place => place.Evidence.Curvature.Smallest / place.Evidence.Curvature.Largest));
        return places;
    }

    // Of the first weight: how much of the gradient reaches it, as a share of what reaches the last; each relative to its weights.
    private static double Reached(Place place)
    {
        ParameterSlope[] weights = [.. place.Evidence.Slope.Parameters.Where(parameter => parameter.IsWeight)];
        return weights[0].Relative / weights[^1].Relative;
    }

    private static void Draw(Notebook notebook, params Place[] places)
    {
        Phrase[] names = [("minimum", "极小值"), ("saddle: all weights 0", "鞍点:权重全为 0"), ("its twin: random weights", "孪生网络:随机权重"), ("vanished: ten sigmoids", "梯度消失:十层 sigmoid"), ("its twin: ten ReLUs", "孪生网络:十层 ReLU")];
        notebook.Add(new LinePlot
        {
            Title = ("The loss of each run: three of them end flat, and two of those are not done", "各次训练的损失:三条曲线最后都平了,其中两条并没有完成"),
            X = ("step", "步"),
            Y = ("loss", "损失"),
            Series = [.. places.Select((place, i) => Smooth(names[i], place.Losses))],
        });
        notebook.Add(new ResultTable(
            ("What the proof measures at each place (first seed)", "证明在各处测到的数值(第一个种子)"),
            [("place", "位置"), ("loss, of guessing's", "损失,与瞎猜之比"), ("slope over a step's noise", "斜率与单步噪声之比"), ("smallest over largest curvature", "最小曲率与最大曲率之比"), ("best walk along it", "沿该方向最多降低"), ("answer", "结论")],
            [
                .. places.Select((place, i) => (IReadOnlyList<Phrase>)[
                    names[i], NumberText.Of(Unit.Percent, place.Evidence.Loss / place.Evidence.Guessing), NumberText.Of(Unit.Number, place.Evidence.Slope.SignalToNoise),
                    NumberText.Of(Unit.Number, place.Evidence.Curvature.Smallest / place.Evidence.Curvature.Largest),
                    NumberText.Of(Unit.Percent, place.Evidence.Curvature.Walk.Gain / place.Evidence.Scale), Words(place.Answer)]),
            ]));
    }

    private static Phrase Words(PlateauAnswer answer) => (PlateauTable.Words(answer), answer switch
    {
        PlateauAnswer.StillImproving => "仍在下降",
        PlateauAnswer.Minimum => "训练损失的极小值",
        PlateauAnswer.Saddle => "鞍点",
        PlateauAnswer.Ledge => "平台",
        PlateauAnswer.VanishedGradient => "梯度消失",
        _ => "无法判定",
    });

    private static Series Smooth(Phrase name, IReadOnlyList<double> losses)
    {
        const int Window = 20;
        int count = losses.Count / Window;
        return new Series(name, [.. Enumerable.Range(1, count).Select(i => (double)(i * Window))], [.. Enumerable.Range(0, count).Select(i => losses.Skip(i * Window).Take(Window).Average())])
        {
            Style = SeriesStyle.Line,
        };
    }

    // Two clouds that overlap, so that the least loss is well above 0 and well below that of guessing.
    private static Dataset Clouds(ulong seed) => LabData.Points("clouds", seed, 1600, 400, 2, (ref Torch.Randomness.KeyedRandom random, int label) =>
        ((float)(random.NextNormal() + (1.5 * label)), (float)(random.NextNormal() - (1.5 * label))));

    private static Module<Tensor, Tensor> Shallow(bool isZero)
    {
        Module<Tensor, Tensor> network = Sequential(("first", new Linear(2, Hidden)), ("tanh", Tanh()), ("last", new Linear(Hidden, 2)));
        using IDisposable noGradients = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in isZero ? network.parameters() : [])
        {
            parameter.zero_();
        }

        return network;
    }

    private static Module<Tensor, Tensor> Deep(string activation)
    {
        List<(string, Module<Tensor, Tensor>)> layers = [];
        for (int i = 0; i < Depth; i++)
        {
            layers.Add(($"linear{i}", new Linear(i == 0 ? 2 : Hidden, Hidden).Initialize(WeightScheme.KaimingUniform)));
            layers.Add(($"activation{i}", Activation.Create(activation)));
        }

        layers.Add(("last", new Linear(Hidden, 2)));
        return Sequential(layers);
    }

    /// <param name="Answer">What the proof calls it.</param>
    /// <param name="Evidence">By which numbers.</param>
    /// <param name="Losses">The loss of each step on the way there.</param>
    private sealed record Place(PlateauAnswer Answer, PlateauEvidence Evidence, IReadOnlyList<double> Losses);
}
