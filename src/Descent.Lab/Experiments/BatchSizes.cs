using Descent.Data;
using Descent.Data.Normalization;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Models;
using Descent.Torch.Operators;
using Descent.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Lab.Experiments;

/// <summary>Question 3: batches from a single example to the whole set: time, memory, how far the gradient is off, accuracy at equal examples and at equal time. Only the batch size differs.</summary>
internal sealed class BatchSizes() : Experiment(3)
{
    private const int Count = 1024;
    private const int Epochs = 3;

    // The noise of batches of so many foretells that of all others.
    private const int Measured = 8;

    private static readonly int[] Sizes = [1, 8, 64, 256, Count];

    internal override void Run(Notebook notebook)
    {
        IReadOnlyList<(double Accuracy, double Seconds)[]> equal = notebook.PerSeed(
            "equally many examples with each batch size", seed => Sizes.Select(size => Fit(notebook, seed, size, Epochs)).ToArray());
        Measurement[] accuracy = [.. Sizes.Select((size, i) => notebook.Record($"accuracy-{size}", Unit.Percent, equal.Select(one => one[i].Accuracy)))];
        Measurement[] time = [.. Sizes.Select((size, i) => notebook.Record($"time-{size}", Unit.Seconds, equal.Select(one => one[i].Seconds)))];
        // As many epochs as take as long as one epoch of batches of one, where the machine was quietest; never less than one.
        int[] epochs = [.. time.Select(one => (int)Math.Clamp(Math.Round(time[0].Least / one.Least), 1, notebook.Size(40, 400)))];
        IReadOnlyList<double[]> timed = notebook.PerSeed("equal time with each batch size", seed => Sizes.Zip(epochs, (size, count) => Fit(notebook, seed, size, count).Accuracy).ToArray());
        Measurement[] inTime = [.. Sizes.Select((size, i) => notebook.Record($"in-time-{size}", Unit.Percent, timed.Select(one => one[i])))];
        using Mlp network = Network();
        double activations = NetworkSummary.Of(network, 1, 28, 28).Sum(layer => (double)layer.ActivationBytes);
        Measurement[] memory = [.. Sizes.Select(size => notebook.Record($"memory-{size}", Unit.Bytes, activations * size))];
        IReadOnlyList<double[]> errors = notebook.PerSeed("noise of gradients", seed => GradientErrors(notebook, seed));
        Measurement[] noise = [.. Sizes.SkipLast(1).Select((size, i) => notebook.Record($"noise-{size}", Unit.Number, errors.Select(one => one[i])))];
        Measurement scale = notebook.Record("scale", Unit.Count, errors.Select(one => one[Array.IndexOf(Sizes, Measured)] * Measured / Rest(Measured)));
        double[] foretold = [.. Sizes.SkipLast(1).Select(size => scale.Mean / size * Rest(size))];

        double[] x = [.. Sizes.Select(size => (double)size)];
        notebook.Add(new LinePlot
        {
            Title = ("How far a batch's gradient is from that of all examples", "一批的梯度与全体样本的梯度相差多远"),
            X = ("examples in a batch", "一批的样本数"),
            Y = ("squared error of the gradient, over its own square", "梯度误差的平方,除以梯度自身的平方"),
            LogX = true,
            LogY = true,
            Series =
            [
                Series.Of(("measured", "实测"), [.. x.SkipLast(1)], noise),
                new Series(("foretold from batches of 8", "由 8 个一批推算"), [.. x.SkipLast(1)], foretold) { Style = SeriesStyle.Dashed },
            ],
        });
        notebook.Add(new LinePlot
        {
            Title = ("Test accuracy by batch size", "测试准确率,按批大小"),
            X = ("examples in a batch", "一批的样本数"),
            Y = ("accuracy", "准确率"),
            LogX = true,
            Series = [Series.Of(("after equally many examples", "看过同样多的样本之后"), x, accuracy), Series.Of(("after equal time", "训练同样长的时间之后"), x, inTime)],
        });
        notebook.Add(new ResultTable(
            ($"{Count} examples, {Epochs} epochs, the same learning rate", $"{Count} 个样本,{Epochs} 轮,学习率相同"),
            [("batch size", "批大小"), ("time an example", "每个样本用时"), ("activations", "激活值内存"), ("gradient error", "梯度误差"), ("accuracy", "准确率"), ("in equal time", "同样时间")],
            [
                .. Sizes.Select((size, i) => (IReadOnlyList<Texts.Phrase>)
                [
                    $"{size}", time[i].ToString(), memory[i].ToString(), i < noise.Length ? noise[i].ToString() : "0", accuracy[i].ToString(), inTime[i].ToString(),
                ]),
            ]));
        notebook.Decide("small", time[0].Least > 3 * time[2].Least && noise[0].Least > 1);
        notebook.Decide("large", accuracy[1].IsAbove(accuracy[^1], margin: 0.1) && memory[^1].Mean > 100 * memory[1].Mean);
        notebook.Decide("time", inTime[2].IsAbove(inTime[0]) && inTime[2].IsAbove(inTime[^1]));
        notebook.Decide("noise", noise.Zip(foretold, (seen, told) => seen.Mean / told).All(ratio => ratio is > 0.6 and < 1.6));
    }

    // Batches are drawn without putting back: the more of all examples they hold, the less is left to chance.
    private static double Rest(int size) => (Count - size) / (Count - 1.0);

    private static Mlp Network() => new([1, 28, 28], hidden: 32);

    // Seconds are those of an example in the median step: what else the machine does at times is in no median.
    private static (double Accuracy, double Seconds) Fit(Notebook notebook, ulong seed, int size, int epochs)
    {
        List<double> steps = [];
        using TrainedNetwork trained = notebook.Training.Fit(
            Network, notebook.Images(seed, Count, 500), new SgdOptions { LearningRate = 0.05 }, LabTraining.Plain with { Seed = seed, BatchSize = size, Epochs = epochs },
            watch: (_, step) => steps.Add(step.Elapsed.TotalSeconds));
        steps.Sort();
        return (trained.TestAccuracy, steps[steps.Count / 2] / size);
    }

    // Before training, at one place for all sizes: the mean of ‖g − G‖² / ‖G‖² over batches, where G is the gradient of all examples.
    private static double[] GradientErrors(Notebook notebook, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        Dataset data = notebook.Images(seed, Count, 1);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        Torch.Randomness.TorchRandom.Key(seed);
        Mlp network = Network();
        Tensor all = Gradient(network, inputs, labels);
        double square = all.Squared().sum().item<double>();
        return [.. Sizes.SkipLast(1).Select(size => Enumerable.Range(0, Math.Min(64, Count / size)).Average(i =>
        {
            using DisposeScope batch = NewDisposeScope();
            return (Gradient(network, inputs.narrow(0, i * size, size), labels.narrow(0, i * size, size)) - all).Squared().sum().item<double>() / square;
        }))];
    }

    private static Tensor Gradient(Mlp network, Tensor inputs, Tensor labels)
    {
        network.zero_grad();
        nn.functional.cross_entropy(network.call(inputs), labels).backward();
        return cat([.. network.parameters().Select(parameter => parameter.grad!.flatten().to(ScalarType.Float64))]);
    }
}
