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

/// <summary>
/// Question 3: batches from a single example to the whole set: time, memory, how far the gradient is off and what that foretells of a step's worth, accuracy at
/// equal examples and at equal time. Only the batch size differs.
/// </summary>
internal sealed class BatchSizes() : Experiment(3)
{
    private const int Count = 1024;
    private const int Epochs = 3;

    // The noise of batches of so many foretells that of all others.
    private const int Measured = 8;

    // So many batches of a size tell what its step is worth on average.
    private const int Tries = 32;

    private static readonly int[] Sizes = [1, 8, 64, 256, Count];
    private static readonly int[] StepSizes = [1, 2, 4, 8, 16, 32, 64, 128, 256, Count];

    // Of these each size has its best.
    private static readonly double[] Rates = [.. Enumerable.Range(0, 11).Select(i => 0.002 * Math.Pow(2, i))];

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
        StepWorth(notebook, scale);
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
        (Mlp network, Tensor inputs, Tensor labels) = AtStart(notebook, seed);
        Tensor all = Gradient(network, inputs, labels, 0, Count);
        double square = all.Squared().sum().item<double>();
        return [.. Sizes.SkipLast(1).Select(size => Enumerable.Range(0, Math.Min(64, Count / size)).Average(i =>
        {
            using DisposeScope batch = NewDisposeScope();
            return (Gradient(network, inputs, labels, i * size, size) - all).Squared().sum().item<double>() / square;
        }))];
    }

    private static (Mlp Network, Tensor Inputs, Tensor Labels) AtStart(Notebook notebook, ulong seed)
    {
        Dataset data = notebook.Images(seed, Count, 1);
        (Tensor inputs, Tensor labels) = LabData.Tensors(data.Train, Normalizer.Fit(data.Train));
        Torch.Randomness.TorchRandom.Key(seed);
        return (Network(), inputs, labels);
    }

    // By how much one step lowers the loss of all examples, each size with the learning rate that is best for it. The knee is the size whose step is worth half
    // of a step with all examples; the noise scale foretells both: worth(B) = worth(all) / (1 + scale / B) (McCandlish and others 2018, 2.6).
    private static void StepWorth(Notebook notebook, Measurement scale)
    {
        IReadOnlyList<double[]> gains = notebook.PerSeed("what a step is worth", seed => Gains(notebook, seed));
        Measurement knee = notebook.Record("knee", Unit.Count, gains.Select(Knee));
        Measurement foretold = notebook.Record("knee-foretold", Unit.Count, scale.Samples.Select(one => one * Count / (Count - 1 + one)));
        double[] x = [.. StepSizes.Select(size => (double)size)];
        notebook.Add(new LinePlot
        {
            Title = ("What one step is worth, each size with its best learning rate", "一步值多少(每种大小用各自最好的学习率)"),
            X = ("examples in a batch", "一批的样本数"),
            Y = ("fall of the loss, as a share of a step with all", "损失的下降,以用全部样本走一步为 1"),
            LogX = true,
            Series =
            [
                Series.Of(("measured", "实测"), x, [.. StepSizes.Select((_, i) => new Measurement(Unit.Number, [.. gains.Select(one => one[i] / one[^1])]))]),
                new Series(("foretold from batches of 8", "由 8 个一批推算"), x, [.. StepSizes.Select(size => 1 / (1 + (scale.Mean / size * Rest(size))))]) { Style = SeriesStyle.Dashed },
            ],
        });
        notebook.Decide("knee", knee.Mean / foretold.Mean is > 1 / 3.0 and < 3);
    }

    private static double[] Gains(Notebook notebook, ulong seed)
    {
        using DisposeScope scope = NewDisposeScope();
        (Mlp network, Tensor inputs, Tensor labels) = AtStart(notebook, seed);
        double before = Probe.Loss(network, inputs, labels);
        return [.. StepSizes.Select(size => before - LossAfterStep(network, inputs, labels, size))];
    }

    private static double LossAfterStep(Mlp network, Tensor inputs, Tensor labels, int size)
    {
        Tensor[] weights = [.. network.parameters()];
        Tensor[] start = [.. weights.Select(weight => weight.detach().clone())];
        double[] after = new double[Rates.Length];
        int tries = Math.Min(Tries, Count / size);
        for (int i = 0; i < tries; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            Backward(network, inputs, labels, i * size, size);
            using IDisposable noGradients = no_grad();
            for (int rate = 0; rate < Rates.Length; rate++)
            {
                Step(Rates[rate]);
                after[rate] += Probe.Loss(network, inputs, labels) / tries;
            }

            Step(0);
        }

        return after.Min();

        void Step(double rate)
        {
            foreach ((Tensor weight, Tensor from) in weights.Zip(start))
            {
                weight.copy_(from - weight.grad!.Times(rate));
            }
        }
    }

    // Between two sizes by the logarithm of the size.
    private static double Knee(double[] gains)
    {
        double half = gains[^1] / 2;
        int above = Array.FindIndex(gains, gain => gain >= half);
        if (above == 0)
        {
            return StepSizes[0];
        }

        double part = (half - gains[above - 1]) / (gains[above] - gains[above - 1]);
        return StepSizes[above - 1] * Math.Pow((double)StepSizes[above] / StepSizes[above - 1], part);
    }

    private static Tensor Gradient(Mlp network, Tensor inputs, Tensor labels, int first, int count)
    {
        Backward(network, inputs, labels, first, count);
        return cat([.. network.parameters().Select(parameter => parameter.grad!.flatten().to(ScalarType.Float64))]);
    }

    private static void Backward(Mlp network, Tensor inputs, Tensor labels, int first, int count)
    {
        network.zero_grad();
        nn.functional.cross_entropy(network.call(inputs.narrow(0, first, count)), labels.narrow(0, first, count)).backward();
    }
}
