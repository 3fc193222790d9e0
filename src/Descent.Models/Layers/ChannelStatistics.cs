using Descent.Torch.Memory;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>What batch normalizations share: parameters and running statistics, registered with their layer, and the arithmetic.</summary>
internal sealed class ChannelStatistics
{
    private readonly Module _layer;
    private readonly double _epsilon;
    private readonly double _momentum;
    private readonly bool _relu;
    private IBatchSum? _ranks;

    public ChannelStatistics(Module layer, int channels, double epsilon, double momentum, bool relu)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (!(momentum is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The share of a new batch in the running statistics is 0 to 1.");
        }

        (_layer, Channels, _epsilon, _momentum, _relu) = (layer, channels, epsilon, momentum, relu);
        // A layer outlives the scope that it may have been made in.
        layer.register_parameter("weight", (Parameter)Parameter(ones(channels)).DetachFromDisposeScope());
        layer.register_parameter("bias", (Parameter)Parameter(zeros(channels)).DetachFromDisposeScope());
        layer.register_buffer("running_mean", zeros(channels).DetachFromDisposeScope());
        layer.register_buffer("running_var", ones(channels).DetachFromDisposeScope());
        layer.register_buffer("num_batches_tracked", zeros([], ScalarType.Int64).DetachFromDisposeScope());
        TakeTensors();
    }

    public int Channels { get; }

    public Parameter Weight { get; private set; } = null!;

    public Parameter Bias { get; private set; } = null!;

    public Tensor RunningMean { get; private set; } = null!;

    public Tensor RunningVariance { get; private set; } = null!;

    /// <summary>Floating-point operations of each element: the normalization's four, a sum, a ReLU.</summary>
    public long Operations(bool hasAddend) => 4 + (hasAddend ? 1 : 0) + (_relu ? 1 : 0);

    /// <summary>Takes the registered tensors by name, as <see cref="Layer"/> says.</summary>
    public void TakeTensors()
    {
        (Weight, Bias) = (_layer.get_parameter("weight")!, _layer.get_parameter("bias")!);
        (RunningMean, RunningVariance) = (_layer.get_buffer("running_mean")!, _layer.get_buffer("running_var")!);
    }

    /// <summary>Measures the whole batch from here on; null is its own inputs again.</summary>
    public void Synchronize(IBatchSum? ranks) => _ranks = ranks;

    /// <summary>The input normalized, plus an addend, through the ReLU where the layer has one.</summary>
    public Tensor Normalize(Tensor input, Tensor? addend = null)
    {
        if (_layer.training)
        {
            Count(_layer.get_buffer("num_batches_tracked")!);
            if (_ranks is not null)
            {
                return ChannelNorm.End(NormalizeTogether(input, _ranks), addend, _relu);
            }

            RequireVariance(input, input.numel() / Channels);
        }

        var state = new ChannelNormState(Weight, Bias, RunningMean, RunningVariance);
        return _layer.training && ChannelNorm.Fits(input, addend, Weight)
            ? ChannelNorm.Apply(input, addend, state, _momentum, _epsilon, _relu)
            : ChannelNorm.Plain(input, addend, state, _layer.training, _momentum, _epsilon, _relu);
    }

    // By two sums over the ranks, of numbers and of squares about their mean, which loses nothing where the mean is large; autograd does the rest.
    private Tensor NormalizeTogether(Tensor input, IBatchSum ranks)
    {
        long[] others = [0, .. Enumerable.Range(2, (int)input.dim() - 2).Select(dimension => (long)dimension)];
        long[] aligned = [1, Channels, .. others[1..].Select(_ => 1L)];
        float share = ranks.HasExamples ? 1 : 0;
        Tensor numbers = input.to(ScalarType.Float32);
        Tensor sums = BatchSum.Apply(cat([numbers.sum(others).Times(share), tensor([(float)(input.numel() / Channels) * share])]), ranks); // [channels + 1]
        float count = sums.narrow(0, Channels, 1).item<float>();
        RequireVariance(input, (long)count);
        Tensor mean = sums.narrow(0, 0, Channels).DividedBy(count);
        Tensor centered = numbers - mean.view(aligned);
        Tensor variance = BatchSum.Apply(centered.Squared().sum(others).Times(share), ranks).DividedBy(count);
        using (no_grad())
        {
            RunningMean.Multiply(1 - _momentum).Add(mean.Times(_momentum));
            RunningVariance.Multiply(1 - _momentum).Add(variance.Times(_momentum * count / (count - 1)));
        }

        Tensor scale = Weight / variance.Plus(_epsilon).sqrt();
        return (centered * scale.view(aligned)).Plus(Bias.view(aligned)).to(input.dtype);
    }

    // One number has no variance: libtorch would make the running one NaN.
    private void RequireVariance(Tensor input, long count)
    {
        if (count < 2)
        {
            throw Layer.Unfit(_layer, input, "2 numbers a channel or more in training, for a variance");
        }
    }

    private static void Count(Tensor batches)
    {
        if (batches.device_type == DeviceType.CPU)
        {
            TensorMemory.Span<long>(batches)[0]++; // without garbage
            return;
        }

        using Scalar one = 1;
        batches.add_(one, one);
    }
}
