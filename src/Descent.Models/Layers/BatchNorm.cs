using Descent.Torch.Memory;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015): (x − mean) / √(variance + epsilon) · weight + bias, channel by channel. In training mean and
/// variance are those of the tensor that it is called with, which in a chunked step is the chunk; each call moves the running ones, which are used otherwise.
/// Parameters: weight, bias [channels]; buffers: running_mean, running_var [channels], num_batches_tracked.
/// </summary>
public abstract class BatchNorm : Layer, ICountedLayer
{
    private const int OperationsAnElement = 4;
    private readonly double _epsilon;
    private readonly double _momentum;

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
            // One number has no variance: libtorch would make the running one NaN.
            if (input.numel() <= Channels)
            {
                throw Unfit(input, "2 numbers a channel or more in training, for a variance");
            }

            TensorMemory.Span<long>(get_buffer("num_batches_tracked")!)[0]++;
        }

        return functional.batch_norm(input, RunningMean, RunningVariance, Weight, Bias, training, _momentum, _epsilon);
    }

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
}
