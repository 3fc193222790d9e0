using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Normalization;
using Descent.Data.Order;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models;
using Descent.Training.Optimizers;
using static TorchSharp.torch;

namespace Descent.Lab.Experiments;

/// <summary>Question 14: full connections do not know which pixels are neighbours. A perceptron and LeNet on the same images: as they are, with shuffled pixels, and shifted.</summary>
internal sealed class FullConnections() : Experiment(14)
{
    private const int Shift = 3;

    private static readonly (int Down, int Right)[] Shifts = [(Shift, Shift), (Shift, -Shift), (-Shift, Shift), (-Shift, -Shift)];

    internal override void Run(Notebook notebook)
    {
        IReadOnlyList<(Scores Full, Scores Convolution)> found = notebook.PerSeed("perceptron and LeNet on images as they are, shuffled and shifted", seed =>
            (Measure(notebook, seed, () => new Mlp([1, Glyph.Side, Glyph.Side])), Measure(notebook, seed, () => new LeNet())));
        Measurement[] full = Record(notebook, "full", found.Select(result => result.Full));
        Measurement[] convolution = Record(notebook, "conv", found.Select(result => result.Convolution));
        using var perceptron = new Mlp([1, Glyph.Side, Glyph.Side]);
        using var lenet = new LeNet();
        Measurement fullParameters = notebook.Record("parameters-full", Unit.Count, perceptron.parameters().Sum(parameter => (double)parameter.numel()));
        Measurement parameters = notebook.Record("parameters-conv", Unit.Count, lenet.parameters().Sum(parameter => (double)parameter.numel()));
        notebook.Add(new BarPlot
        {
            Title = ("Test accuracy: images as they are; pixels of all images shuffled in one way, for training too; only the test images shifted", "测试准确率:原图;所有图片(训练也是)按同一方式打乱像素;只平移测试图片"),
            Y = ("accuracy", "准确率"),
            Unit = Unit.Percent,
            Groups = ["as they are", "shuffled", $"shifted by {Shift}"],
            Series = [new BarSeries(("full connections", "全连接"), full), new BarSeries(("LeNet, convolutions", "LeNet,卷积"), convolution)],
        });
        notebook.Add(Example(notebook));
        notebook.Decide("parameters", parameters.Mean < fullParameters.Mean / 2 && convolution[0].IsAbove(full[0], margin: -0.01));
        Measurement fullDrop = notebook.Record("drop-full", Unit.Percent, found.Select(result => result.Full.AsIs - result.Full.Shuffled));
        Measurement drop = notebook.Record("drop-conv", Unit.Percent, found.Select(result => result.Convolution.AsIs - result.Convolution.Shuffled));
        notebook.Decide("shuffle", drop.IsAbove(fullDrop) && Math.Abs(fullDrop.Mean) < 0.03);
        notebook.Decide("shift", convolution[2].IsAbove(full[2]));
    }

    private static Measurement[] Record(Notebook notebook, string name, IEnumerable<Scores> scores) =>
    [
        notebook.Record($"{name}-as-is", Unit.Percent, scores.Select(score => score.AsIs)),
        notebook.Record($"{name}-shuffled", Unit.Percent, scores.Select(score => score.Shuffled)),
        notebook.Record($"{name}-shifted", Unit.Percent, scores.Select(score => score.Shifted)),
    ];

    private static Scores Measure(Notebook notebook, ulong seed, Func<Network> make)
    {
        Dataset data = notebook.Images(seed, notebook.Size(1500, 12_000), 1000);
        using TrainedNetwork asIs = Fit(notebook, seed, make, data);
        using TrainedNetwork shuffled = Fit(notebook, seed, make, LabData.Changed(data, Shuffle));
        return new Scores(asIs.TestAccuracy, shuffled.TestAccuracy, Shifts.Average(shift =>
        {
            using TorchSharp.DisposeScope scope = NewDisposeScope();
            (Tensor inputs, Tensor labels) = LabData.Tensors(LabData.Changed(data.Test!, LabData.Shift(shift.Down, shift.Right)), Normalizer.Fit(data.Train));
            return Probe.Accuracy(asIs.Network, inputs, labels);
        }));
    }

    private static TrainedNetwork Fit(Notebook notebook, ulong seed, Func<Network> make, Dataset data) => notebook.Training.Fit(
        make, data, new AdamOptions { LearningRate = 0.002 }, LabTraining.Plain with { Seed = seed, BatchSize = 32, Epochs = notebook.Size(6, 8) });

    // One order for every image of every seed.
    private static void Shuffle(ReadOnlySpan<byte> image, Span<byte> shuffled)
    {
        Permutation order = new(14, 0, image.Length);
        for (int i = 0; i < image.Length; i++)
        {
            shuffled[i] = image[(int)order.At(i)];
        }
    }

    private static MapPlot Example(Notebook notebook)
    {
        Dataset one = notebook.Images(1, 1, 1);
        return new MapPlot
        {
            Title = ("One image as the three trials have it", "同一张图片在三种试验里的样子"),
            Maps =
            [
                new Map(("as it is", "原图"), Rows(one, (image, copy) => image.CopyTo(copy))),
                new Map(("pixels shuffled", "打乱像素"), Rows(one, Shuffle)),
                new Map(("shifted", "平移"), Rows(one, LabData.Shift(Shift, Shift))),
            ],
        };
    }

    private static double[][] Rows(Dataset data, LabData.ChangeOfImage change)
    {
        byte[] pixels = LabData.Changed(data.Train, change).Input(0).ToArray();
        return [.. Enumerable.Range(0, Glyph.Side).Select(row => pixels[(row * Glyph.Side)..((row + 1) * Glyph.Side)].Select(pixel => pixel / 255.0).ToArray())];
    }

    private sealed record Scores(double AsIs, double Shuffled, double Shifted);
}
