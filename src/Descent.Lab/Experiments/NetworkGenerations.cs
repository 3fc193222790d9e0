using Descent.Data;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Models;
using Descent.Models.Initialization;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>
/// Question 20: the published networks counted; their designs at a small width, trained on the same images; and a deep stack with and without shortcuts,
/// which are equal in depth, parameters and initial weights.
/// </summary>
internal sealed class NetworkGenerations() : Experiment(20)
{
    private static readonly (string Name, Phrase Title, string Network, long[] Input, int Classes)[] Published =
    [
        ("lenet", "LeNet, 1998", "lenet", [1, 28, 28], 10),
        ("alexnet", "AlexNet, 2012", "alexnet", [3, 224, 224], 1000),
        ("vgg", "VGG-16, 2014", "vgg16", [3, 224, 224], 1000),
        ("googlenet", "GoogLeNet, 2014", "googlenet", [3, 224, 224], 1000),
        ("resnet", "ResNet-34, 2015", "resnet34", [3, 224, 224], 1000),
        ("transformer", "ViT-Ti, 2021", "vit-tiny", [3, 224, 224], 1000),
    ];

    private static string[] Names { get; } = [.. Published.Select(network => network.Name)];

    internal override void Run(Notebook notebook)
    {
        Count(notebook);
        Train(notebook);
        Degrade(notebook);
    }

    private static void Count(Notebook notebook)
    {
        List<IReadOnlyList<Phrase>> rows = [];
        foreach ((string name, Phrase title, string network, long[] input, int classes) in Published)
        {
            notebook.Stop.ThrowIfCancellationRequested();
            // Only the shapes matter; the auxiliary heads of GoogLeNet are not a part of what is used.
            using IDisposable shapesOnly = InitialWeights.LeaveOut();
            using Network made = NetworkCatalog.Create(network, input, classes, name == "googlenet" ? new Dictionary<string, long> { ["auxiliary"] = 0 } : null);
            IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(made, input);
            Measurement depth = notebook.Record($"depth-{name}", Unit.Count, NetworkDepth.Of(layers));
            Measurement parameters = notebook.Record($"parameters-{name}", Unit.Count, layers.Sum(layer => layer.Parameters));
            Measurement flops = notebook.Record($"gflops-{name}", Unit.Number, layers.Sum(layer => layer.Flops) * 1e-9);
            rows.Add([title, string.Join('×', input), $"{depth}", $"{parameters}", $"{flops}"]);
        }

        notebook.Add(new ResultTable(
            ("The published networks", "发表时的网络"),
            ["", ("input", "输入"), ("depth", "深度"), ("parameters", "参数"), ("GFLOP an image", "每张图 GFLOP")], rows));
        notebook.Decide("depth", Names.Zip(Names.Skip(1)).All(pair => notebook.Value($"depth-{pair.First}").Mean < notebook.Value($"depth-{pair.Second}").Mean));
        notebook.Decide("parameters", Names.SkipWhile(name => name != "vgg").Skip(1).All(name =>
            notebook.Value($"parameters-{name}").Mean < notebook.Value("parameters-vgg").Mean / 4));
    }

    private static void Train(Notebook notebook)
    {
        List<IReadOnlyList<Phrase>> rows = [];
        List<Measurement> accuracies = [];
        foreach ((string name, Phrase title, _, _, _) in Published)
        {
            IReadOnlyList<(double Accuracy, double Seconds)> found = notebook.PerSeed($"a small {name}", seed => Fit(notebook, seed, name));
            Measurement accuracy = notebook.Record($"accuracy-{name}", Unit.Percent, found.Select(one => one.Accuracy));
            Measurement seconds = notebook.Record($"seconds-{name}", Unit.Seconds, found.Select(one => one.Seconds));
            int side = Side(notebook);
            using Module<Tensor, Tensor> network = SmallNetworks.Create(name, side);
            IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 1, side, side);
            rows.Add([
                title, $"{NetworkDepth.Of(layers)}", $"{layers.Sum(layer => layer.Parameters):N0}", $"{layers.Sum(layer => layer.Flops) * 1e-6:F1}", $"{accuracy}", $"{seconds}"]);
            accuracies.Add(accuracy);
        }

        notebook.Add(new ResultTable(
            ("The same designs at a small width, trained alike", "同样的设计,缩小宽度,同样地训练"),
            ["", ("depth", "深度"), ("parameters", "参数"), ("MFLOP an image", "每张图 MFLOP"), ("accuracy", "准确率"), ("training time", "训练时间")], rows));
        notebook.Add(new BarPlot
        {
            Title = ("Accuracy on test images, few training examples", "训练样本很少时的测试准确率"),
            Y = ("accuracy", "准确率"),
            Groups = [.. Published.Select(network => network.Title.English)],
            Series = [new BarSeries(("accuracy", "准确率"), accuracies)],
            Unit = Unit.Percent,
        });
    }

    private static (double Accuracy, double Seconds) Fit(Notebook notebook, ulong seed, string name)
    {
        Dataset data = notebook.Images(seed, notebook.Size(160, 3000), notebook.Size(100, 1000));
        long start = notebook.Clock.GetTimestamp();
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Shrunk(Glyph() / Side(notebook), SmallNetworks.Create(name, Side(notebook))), data, new AdamOptions { LearningRate = notebook.Size(0.003, 0.001) },
            LabTraining.Plain with { Seed = seed, BatchSize = 20, Epochs = notebook.Size(3, 6) });
        return (trained.TestAccuracy, notebook.Clock.GetElapsedTime(start).TotalSeconds);
    }

    private static void Degrade(Notebook notebook)
    {
        int shallow = 2, deep = notebook.Size(12, 27);
        (string Name, int Blocks, bool HasShortcut, Phrase Title)[] twins =
        [
            ("plain-shallow", shallow, false, ("plain, shallow", "普通,浅")), ("plain-deep", deep, false, ("plain, deep", "普通,深")),
            ("residual-shallow", shallow, true, ("residual, shallow", "残差,浅")), ("residual-deep", deep, true, ("residual, deep", "残差,深")),
        ];
        List<Series> series = [];
        foreach ((string name, int blocks, bool hasShortcut, Phrase title) in twins)
        {
            IReadOnlyList<IReadOnlyList<double>> found = notebook.PerSeed(name, seed => Losses(notebook, seed, blocks, hasShortcut));
            notebook.Record($"loss-{name}", Unit.Number, found.Select(losses => losses.TakeLast(losses.Count / 10).Average()));
            using Module<Tensor, Tensor> network = new ConvolutionStack(blocks, hasShortcut);
            IReadOnlyList<LayerSummary> layers = NetworkSummary.Of(network, 1, 7, 7);
            notebook.Record($"layers-{name}", Unit.Count, NetworkDepth.Of(layers));
            notebook.Record($"weights-{name}", Unit.Count, layers.Sum(layer => layer.Parameters));
            double[] steps = [.. Enumerable.Range(1, found[0].Count / 10).Select(i => i * 10.0)];
            series.Add(new Series(title, steps, [.. steps.Select((_, i) => found.Average(losses => losses.Skip(i * 10).Take(10).Average()))]) { Style = SeriesStyle.Line });
        }

        notebook.Add(new LinePlot
        {
            Title = ("Training loss: deep against shallow, with and without shortcuts", "训练损失:深与浅,有无捷径"),
            X = ("steps", "步数"),
            Y = ("loss, mean of 10 steps", "损失,每 10 步平均"),
            LogY = true,
            Series = series,
        });
        notebook.Decide("degradation", notebook.Value("loss-plain-deep").IsAbove(notebook.Value("loss-plain-shallow")));
        notebook.Decide("residual", notebook.Value("weights-plain-deep").Mean.Equals(notebook.Value("weights-residual-deep").Mean)
            && notebook.Value("loss-plain-deep").IsAbove(notebook.Value("loss-residual-deep")));
    }

    private static IReadOnlyList<double> Losses(Notebook notebook, ulong seed, int blocks, bool hasShortcut)
    {
        Dataset data = notebook.Images(seed, notebook.Size(300, 3000), 10);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Shrunk(4, new ConvolutionStack(blocks, hasShortcut)), data, new MomentumOptions { LearningRate = 0.05 },
            LabTraining.Plain with { Seed = seed, BatchSize = 25, Epochs = notebook.Size(4, 8) });
        return trained.Losses;
    }

    private static int Glyph() => Data.Glyphs.Glyph.Side;

    private static int Side(Notebook notebook) => notebook.Size(Glyph() / 2, Glyph());

    // A small image costs a small part of the arithmetic.
    private static Module<Tensor, Tensor> Shrunk(int factor, Module<Tensor, Tensor> network) =>
        factor == 1 ? network : Sequential(("shrink", new Models.Layers.AvgPool2d(factor)), ("network", network));
}
