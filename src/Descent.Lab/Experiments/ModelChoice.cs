using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;
using Descent.Models;
using Descent.Models.Blocks;
using Descent.Models.Layers;
using Descent.Torch.Randomness;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 4: networks from simple to elaborate, each looked at when it reaches the same accuracy, on the same images moved, noisy and dim.</summary>
internal sealed class ModelChoice() : Experiment(4)
{
    private const int CheckEvery = 6;

    // From simple to elaborate.
    private static readonly (string Name, Phrase Title, Func<Module<Tensor, Tensor>> Make)[] Designs =
    [
        ("linear", ("one linear layer", "一个线性层"), () => Sequential(("flatten", Flatten()), ("out", new Linear(Glyph.Side * Glyph.Side, 10)))),
        ("mlp", ("a hidden layer", "一个隐含层"), () => new Mlp([1, Glyph.Side, Glyph.Side], hidden: 64)),
        ("conv", ("a convolution", "一个卷积层"), () => Sequential([.. Start(), ("flatten", Flatten()), ("out", new Linear(16 * 7 * 7, 10))])),
        ("residual", ("residual blocks with norms", "带归一化的残差块"), () => Sequential(
            [.. Start(), ("block1", new BasicBlock(16, 16)), ("block2", new BasicBlock(16, 32, 2)), ("average", new AdaptiveAvgPool2d(1)), ("flatten", Flatten()), ("out", new Linear(32, 10))])),
    ];

    private static readonly (string Name, LabData.ChangeOfImage[] Changes)[] Shifts =
    [
        ("same", [(image, changed) => image.CopyTo(changed)]),
        ("moved", [LabData.Shift(2, 0), LabData.Shift(-2, 0), LabData.Shift(0, 2), LabData.Shift(0, -2)]),
        ("noisy", [AddNoise]),
        ("dim", [Dim]),
    ];

    internal override void Run(Notebook notebook)
    {
        List<BarSeries> bars = [];
        foreach ((string name, Phrase title, Func<Module<Tensor, Tensor>> make) in Designs)
        {
            IReadOnlyList<Found> found = notebook.PerSeed($"a network of {name}", seed => Measure(notebook, seed, make));
            bars.Add(new BarSeries(title, [.. Shifts.Select((shift, i) => notebook.Record($"{shift.Name}-{name}", Unit.Percent, found.Select(one => one.Accuracies[i])))]));
            notebook.Record($"worst-{name}", Unit.Percent, found.Select(one => one.Accuracies.Min()));
            notebook.Record($"steps-{name}", Unit.Count, found.Select(one => (double)one.Step));
            if (name == "residual")
            {
                notebook.Record("dim-own", Unit.Percent, found.Select(one => one.DimByItself));
            }

            using Module<Tensor, Tensor> network = make();
            notebook.Record($"weights-{name}", Unit.Count, network.parameters().Sum(parameter => parameter.numel()));
        }

        notebook.Add(new BarPlot
        {
            Title = ("Accuracy of networks that are equally good on the images they were chosen by", "在用来挑选的图片上同样好的网络,在变了样的图片上的准确率"),
            Y = ("accuracy", "准确率"),
            Groups = [.. Shifts.Select(shift => shift.Name)],
            Series = bars,
            Unit = Unit.Percent,
        });
        Measurement[] same = [.. Designs.Select(design => notebook.Value($"same-{design.Name}"))];
        notebook.Decide("close", same.Max(one => one.Mean) - same.Min(one => one.Mean) < 0.05);
        notebook.Decide("moved", notebook.Value("moved-residual").IsAbove(notebook.Value("moved-linear")));
        notebook.Decide("noisy", notebook.Value("noisy-residual").IsBelowInEach(notebook.Value("noisy-linear")));
        notebook.Decide("statistics", notebook.Value("dim-residual").IsBelowInEach(notebook.Value("dim-own")));
    }

    private static Found Measure(Notebook notebook, ulong seed, Func<Module<Tensor, Tensor>> make)
    {
        Dataset data = notebook.Images(seed, notebook.Size(1200, 6000), notebook.Size(400, 2000));
        Normalizer normalizer = Normalizer.Fit(data.Train);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Test!, normalizer);
        Found? found = null;
        using TrainedNetwork trained = notebook.Training.Fit(
            make, data, new AdamOptions { LearningRate = 0.002 }, LabTraining.Plain with { Seed = seed, BatchSize = 40, Epochs = 4 }, watch: (network, step) =>
            {
                if (found is null && step.Step % CheckEvery == 0 && Probe.Accuracy(network, inputs, labels) >= 0.8)
                {
                    found = new Found([.. Shifts.Select(shift => shift.Changes.Average(change => Accuracy(network, data, normalizer, change)))], step.Step, DimByItself(network, data, normalizer));
                }
            });
        return found ?? throw new InvalidOperationException($"A network reached {trained.TestAccuracy:P1} and not 80 %: there is nothing to compare at equal accuracy.");
    }

    private static double Accuracy(Module<Tensor, Tensor> network, Dataset data, Normalizer normalizer, LabData.ChangeOfImage change)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor inputs, Tensor labels) = LabData.Tensors(LabData.Changed(data.Test!, change), normalizer);
        return Probe.Accuracy(network, inputs, labels);
    }

    // Norms by the mean and variance of the dim images, and not by those remembered from training.
    private static double DimByItself(Module<Tensor, Tensor> network, Dataset data, Normalizer normalizer)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        (Tensor inputs, Tensor labels) = LabData.Tensors(LabData.Changed(data.Test!, Dim), normalizer);
        network.train();
        return Probe.ShareEqual(network.call(inputs).argmax(-1), labels);
    }

    // Each image its own noise, a function of the image.
    private static void AddNoise(ReadOnlySpan<byte> image, Span<byte> changed)
    {
        ulong key = 0;
        foreach (byte pixel in image)
        {
            key = KeyedRandom.Key(key, pixel);
        }

        KeyedRandom random = new(key);
        for (int i = 0; i < image.Length; i++)
        {
            changed[i] = (byte)Math.Clamp(image[i] + (80 * random.NextNormal()), 0, 255);
        }
    }

    private static void Dim(ReadOnlySpan<byte> image, Span<byte> changed)
    {
        for (int i = 0; i < image.Length; i++)
        {
            changed[i] = (byte)(image[i] / 3);
        }
    }

    private static (string, Module<Tensor, Tensor>)[] Start() =>
        [("conv", new Conv2d(1, 16, 5, new Conv2dOptions { Stride = 2, Padding = 2 })), ("relu", ReLU()), ("pool", new MaxPool2d(2))]; // [B, 16, 7, 7]

    /// <param name="Accuracies">Of each shift.</param>
    /// <param name="Step">When the accuracy was reached.</param>
    /// <param name="DimByItself">Accuracy on dim images with the norms' statistics of these images.</param>
    private sealed record Found(double[] Accuracies, long Step, double DimByItself);
}
