using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models.Layers;
using Descent.Torch.Operators;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Experiments;

/// <summary>Question 16: how much of a map of features stays as it is when the image moves by a pixel, without pooling, with max and with average. Twins differ in the pooling only.</summary>
internal sealed class Pooling() : Experiment(16)
{
    private const int Channels = 8;
    private const int Window = 7;

    // A tenth of the largest number in the map: less is taken as unchanged.
    private const double Tolerance = 0.1;

    internal override void Run(Notebook notebook)
    {
        Unchanged(notebook);
        Classify(notebook);
    }

    private static void Unchanged(Notebook notebook)
    {
        int[] windows = [1, 2, 4, 8];
        IReadOnlyList<double[]> max = notebook.PerSeed("images moved by a pixel, max pooling", seed => Shares(notebook, seed, windows, window => new MaxPool2d(window)));
        IReadOnlyList<double[]> mean = notebook.PerSeed("images moved by a pixel, average pooling", seed => Shares(notebook, seed, windows, window => new AvgPool2d(window)));
        Measurement[] maxima = [.. windows.Select((window, i) => notebook.Record($"max-{window}", Unit.Percent, max.Select(shares => shares[i])))];
        Measurement[] means = [.. windows.Select((window, i) => notebook.Record($"average-{window}", Unit.Percent, mean.Select(shares => shares[i])))];
        double[] x = [.. windows.Select(window => (double)window)];
        notebook.Add(new LinePlot
        {
            Title = ("Outputs that stay as they are when the image moves by one pixel, where there is something to see", "图片移动一个像素时保持不变的输出所占份额(只算有内容的地方)"),
            X = ("pooling window; 1 is no pooling", "池化窗口;1 即不池化"),
            Y = ("share unchanged, %", "不变的份额,%"),
            Series = [Series.Of("max", x, [.. maxima.Select(Percent)]), Series.Of(("average", "平均"), x, [.. means.Select(Percent)])],
        });
        notebook.Decide("max", maxima[1].IsAbove(maxima[0]) && maxima[2].IsAbove(maxima[1]));
        notebook.Decide("average", means[1].IsAbove(means[0]) && means[2].IsAbove(means[1]));
        notebook.Decide("most", maxima[2].Least > 0.5 && means[2].Least > 0.5);
    }

    private static Measurement Percent(Measurement share) => share with { Samples = [.. share.Samples.Select(sample => 100 * sample)] };

    // Of a random convolution's map, pooled: what share of its numbers differs by less than the tolerance. Where both are zero there is nothing to see.
    private static double[] Shares(Notebook notebook, ulong seed, int[] windows, Func<int, Module<Tensor, Tensor>> pool)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradients = no_grad();
        Dataset data = notebook.Images(seed, 200, 1);
        (Tensor still, _) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        (Tensor moved, _) = LabData.Tensors(LabData.Changed(data.Train, LabData.Shift(0, 1)), Normalizer.Fit(data.Train));
        Torch.Randomness.TorchRandom.Key(seed);
        var layer = new Conv2d(1, Channels, 5, new Conv2dOptions { Padding = Padding2d.Same });
        // Without the bias, and from black as 0: a blank place gives 0.
        Tensor before = functional.relu(layer.call(still - still.min()) - layer.Bias!.view(1, -1, 1, 1));
        Tensor after = functional.relu(layer.call(moved - still.min()) - layer.Bias!.view(1, -1, 1, 1));
        return [.. windows.Select(window =>
        {
            Tensor first = pool(window).call(before), second = pool(window).call(after);
            Tensor difference = (first - second).abs();
            Tensor isSeen = first.maximum(second) > first.max().Times(Tolerance);
            return (difference[isSeen] < first.max().Times(Tolerance)).to(ScalarType.Float64).mean().item<double>();
        })];
    }

    private static void Classify(Notebook notebook)
    {
        (string Name, Func<Module<Tensor, Tensor>> Pool, int Side)[] twins =
        [
            ("none", () => Identity(), Glyph.Side),
            ("max", () => new MaxPool2d(Window), Glyph.Side / Window),
            ("average", () => new AvgPool2d(Window), Glyph.Side / Window),
        ];
        int[] shifts = [0, 1, 2, 3];
        List<Series> series = [];
        foreach ((string name, Func<Module<Tensor, Tensor>> pool, int side) in twins)
        {
            IReadOnlyList<double[]> found = notebook.PerSeed($"training with pooling: {name}", seed => Accuracies(notebook, seed, pool, side, shifts));
            Measurement[] accuracies = [.. shifts.Select((shift, i) => notebook.Record($"accuracy-{name}-{shift}", Unit.Percent, found.Select(one => one[i])))];
            notebook.Record($"loss-{name}", Unit.Percent, found.Select(one => one[0] - ((one[2] + one[3]) / 2)));
            series.Add(Series.Of(name == "none" ? ("none", "不池化") : name == "max" ? "max" : ("average", "平均"), [.. shifts.Select(shift => (double)shift)], [.. accuracies.Select(Percent)]));
        }

        notebook.Add(new LinePlot
        {
            Title = ("Accuracy on test images that were moved; training images were not", "测试图片移动后的准确率(训练图片不动)"),
            X = ("moved to the right, pixels", "向右移动的像素数"),
            Y = ("accuracy, %", "准确率,%"),
            Series = series,
        });
        notebook.Decide("accuracy", ((string[])["loss-max", "loss-average"]).All(name => notebook.Value(name).IsBelowInEach(notebook.Value("loss-none"))));
    }

    private static double[] Accuracies(Notebook notebook, ulong seed, Func<Module<Tensor, Tensor>> pool, int side, int[] shifts)
    {
        Dataset data = notebook.Images(seed, notebook.Size(1500, 8000), 1000);
        Normalizer normalizer = Normalizer.Fit(data.Train);
        using TrainedNetwork trained = notebook.Training.Fit(
            () => Sequential(
                ("conv", new Conv2d(1, Channels, 5, new Conv2dOptions { Padding = Padding2d.Same })), ("relu", ReLU()), ("pool", pool()), ("flatten", Flatten()),
                ("out", new Linear(Channels * side * side, 10))),
            data, new AdamOptions { LearningRate = 0.002 }, LabTraining.Plain with { Seed = seed, BatchSize = 40, Epochs = notebook.Size(5, 6) });
        return [.. shifts.Select(shift =>
        {
            using DisposeScope scope = NewDisposeScope();
            (Tensor inputs, Tensor labels) = LabData.Tensors(LabData.Changed(data.Test!, LabData.Shift(0, shift)), normalizer);
            return Probe.Accuracy(trained.Network, inputs, labels);
        })];
    }
}
