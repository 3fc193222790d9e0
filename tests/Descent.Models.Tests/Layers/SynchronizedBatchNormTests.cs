using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;

namespace Descent.Models.Tests.Layers;

/// <summary>Threads that have a part of a batch each, against libtorch's layer with the whole batch.</summary>
public sealed class SynchronizedBatchNormTests
{
    private const int Channels = 5;

    [Theory]
    [InlineData(false, 3, 5)]
    [InlineData(false, 8, 0)]
    [InlineData(true, 2, 1, 4)]
    [InlineData(true, 1, 2)]
    public void Outputs_gradients_and_running_statistics_are_those_of_one_process_with_the_whole_batch(bool isFlat, params int[] rows)
    {
        long[] shape = isFlat ? [Channels] : [Channels, 4, 3];
        // A mean far from 0, where a difference of large sums would lose the variance.
        Tensor input = (Waves(rows.Sum(), shape, 1) * 0.5) + 30;
        Tensor weights = Waves(rows.Sum(), shape, 2);
        Measured whole = Measure(isFlat, input, weights, null);

        int[] starts = [.. rows.Select((_, i) => rows[..i].Sum())];
        using Barrier barrier = new(rows.Length);
        Tensor?[] passed = new Tensor?[rows.Length];
        Measured[] parts = new Measured[rows.Length];
        Thread[] threads = [.. rows.Select((count, i) => new Thread(() =>
        {
            bool hasExamples = count > 0;
            Tensor own = hasExamples ? input.narrow(0, starts[i], count) : zeros([1, .. shape]);
            Tensor ownWeights = hasExamples ? weights.narrow(0, starts[i], count) : zeros([1, .. shape]);
            parts[i] = Measure(isFlat, own, ownWeights, new Part(i, hasExamples, passed, barrier));
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Measured[] full = [.. parts.Where((_, i) => rows[i] > 0)];
        Close(whole.Output, cat([.. full.Select(part => part.Output)]));
        Close(whole.InputGradient, cat([.. full.Select(part => part.InputGradient)]));
        Close(whole.WeightGradient, parts.Select(part => part.WeightGradient).Aggregate((sum, next) => sum + next));
        Close(whole.BiasGradient, parts.Select(part => part.BiasGradient).Aggregate((sum, next) => sum + next));
        Assert.All(parts, part =>
        {
            Close(whole.Mean, part.Mean);
            Close(whole.Variance, part.Variance);
            Assert.True(part.Mean.eq(parts[0].Mean).all().item<bool>());
        });
    }

    [Fact]
    public void One_number_over_all_ranks_has_no_variance()
    {
        using BatchNorm1d layer = new(2);
        layer.Synchronize(new Part(0, true, new Tensor?[1], new Barrier(1)));

        Assert.Contains("2 numbers a channel", Assert.Throws<ArgumentException>(() => layer.call(zeros(1, 2))).Message, StringComparison.Ordinal);
        layer.Synchronize(null);
        layer.call(zeros(2, 2));
    }

    private static Measured Measure(bool isFlat, Tensor input, Tensor weights, IBatchSum? ranks)
    {
        BatchNorm layer = isFlat ? new BatchNorm1d(Channels, momentum: 0.3) : new BatchNorm2d(Channels, momentum: 0.3);
        using (no_grad())
        {
            layer.Weight.copy_(Waves(1, [Channels], 3).view(Channels));
            layer.Bias.copy_(Waves(1, [Channels], 4).view(Channels));
        }

        layer.Synchronize(ranks);
        Tensor own = input.detach().clone().requires_grad_();
        Tensor output = layer.call(own);
        (output * weights).sum().backward();
        return new Measured(output.detach(), own.grad!, layer.Weight.grad!, layer.Bias.grad!, layer.RunningMean, layer.RunningVariance);
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        double limit = 1e-5 * Math.Max(1, expected.abs().max().item<float>());
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().item<float>(), 0, limit);
    }

    private static Tensor Waves(int rows, long[] shape, int phase) =>
        arange(rows * shape.Aggregate((a, b) => a * b), ScalarType.Float32).mul(12.9898).add(phase * 78.233).sin().view([rows, .. shape]);

    private sealed record Measured(Tensor Output, Tensor InputGradient, Tensor WeightGradient, Tensor BiasGradient, Tensor Mean, Tensor Variance);

    private sealed class Part(int index, bool hasExamples, Tensor?[] passed, Barrier barrier) : IBatchSum
    {
        public bool HasExamples => hasExamples;

        public void Sum(Tensor values)
        {
            passed[index] = values.clone();
            barrier.SignalAndWait();
            Tensor sum = passed.Select(part => part!).Aggregate((all, next) => all + next);
            barrier.SignalAndWait();
            values.copy_(sum);
        }
    }
}
