using Descent.Torch.Memory;
using Descent.Torch.Networks;
using Descent.Torch.Operators;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015): (x − mean) / √(variance + epsilon) · weight + bias, channel by channel. In training mean and
/// variance are those of the tensor that it is called with, which in a chunked step is the chunk, or of all ranks' (<see cref="Synchronize"/>); each call moves the running ones, which are used otherwise.
/// Parameters: weight, bias [channels]; buffers: running_mean, running_var [channels], num_batches_tracked.
/// </summary>
public abstract class BatchNorm : Layer, ICountedLayer, ISynchronizedLayer
{
    private const int OperationsAnElement = 4;
    private readonly double _epsilon;
    private readonly double _momentum;
    private IBatchSum? _ranks;

    private protected BatchNorm(string kind, int channels, double epsilon, double momentum)
        : base(kind)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
        if (!(momentum is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, "The share of a new batch in the running statistics is 0 to 1.");
        }

        (Channels, _epsilon, _momentum) = (channels, epsilon, momentum);
        // A layer outlives the scope that it may have been made in.
        register_parameter("weight", (Parameter)Parameter(ones(channels)).DetachFromDisposeScope());
        register_parameter("bias", (Parameter)Parameter(zeros(channels)).DetachFromDisposeScope());
        register_buffer("running_mean", zeros(channels).DetachFromDisposeScope());
        register_buffer("running_var", ones(channels).DetachFromDisposeScope());
        register_buffer("num_batches_tracked", zeros([], ScalarType.Int64).DetachFromDisposeScope());
        TakeTensors();
    }

    /// <summary>[channels], 1 at first.</summary>
    public Parameter Weight { get; private set; } = null!;

    /// <summary>[channels], 0 at first.</summary>
    public Parameter Bias { get; private set; } = null!;

    /// <summary>[channels], 0 at first.</summary>
    public Tensor RunningMean { get; private set; } = null!;

    /// <summary>[channels], 1 at first; of unbiased variances, as in PyTorch.</summary>
    public Tensor RunningVariance { get; private set; } = null!;

    private protected int Channels { get; }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input)
    {
        Require(input);
        if (training)
        {
            Count(get_buffer("num_batches_tracked")!);
            if (_ranks is not null)
            {
                return NormalizeTogether(input, _ranks);
            }

            RequireVariance(input, input.numel() / Channels);
        }

        return functional.batch_norm(input, RunningMean, RunningVariance, Weight, Bias, training, _momentum, _epsilon);
    }

    /// <inheritdoc />
    public void Synchronize(IBatchSum? ranks) => _ranks = ranks;

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => OperationsAnElement * output.numel();

    /// <inheritdoc />
    public override string ToString() => $"{GetName()}({Channels})";

    private protected sealed override void TakeTensors()
    {
        (Weight, Bias) = (get_parameter("weight")!, get_parameter("bias")!);
        (RunningMean, RunningVariance) = (get_buffer("running_mean")!, get_buffer("running_var")!);
    }

    private protected abstract void Require(Tensor input);

    // By two sums over the ranks, of numbers and of squares about their mean, which loses nothing where the mean is large; autograd does the rest.
    private Tensor NormalizeTogether(Tensor input, IBatchSum ranks)
    {
        long[] others = [0, .. Enumerable.Range(2, (int)input.dim() - 2).Select(dimension => (long)dimension)];
        long[] aligned = [1, Channels, .. others[1..].Select(_ => 1L)];
        float share = ranks.HasExamples ? 1 : 0;
        Tensor numbers = input.to(ScalarType.Float32);
        Tensor sums = BatchSum.Apply(cat([numbers.sum(others) * share, full(1, (float)(input.numel() / Channels) * share)]), ranks); // [channels + 1]
        float count = sums.narrow(0, Channels, 1).item<float>();
        RequireVariance(input, (long)count);
        Tensor mean = sums.narrow(0, 0, Channels) / count;
        Tensor centered = numbers - mean.view(aligned);
        Tensor variance = BatchSum.Apply((centered * centered).sum(others) * share, ranks) / count;
        using (no_grad())
        {
            RunningMean.mul_(1 - _momentum).add_(mean * _momentum);
            RunningVariance.mul_(1 - _momentum).add_(variance * (_momentum * count / (count - 1)));
        }

        Tensor scale = Weight / (variance + _epsilon).sqrt();
        return ((centered * scale.view(aligned)) + Bias.view(aligned)).to(input.dtype);
    }

    // One number has no variance: libtorch would make the running one NaN.
    private void RequireVariance(Tensor input, long count)
    {
        if (count < 2)
        {
            throw Unfit(input, "2 numbers a channel or more in training, for a variance");
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
        batches.add_(one);
    }
}
