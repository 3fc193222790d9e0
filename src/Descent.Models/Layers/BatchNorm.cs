using Descent.Torch.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>
/// Batch normalization (Ioffe and Szegedy 2015): (x − mean) / √(variance + epsilon) · weight + bias, channel by channel. In training mean and
/// variance are those of the tensor that it is called with, which in a chunked step is the chunk, or of all ranks' (<see cref="Synchronize"/>); each call moves the running ones, which are used otherwise.
/// Parameters: weight, bias [channels]; buffers: running_mean, running_var [channels], num_batches_tracked.
/// </summary>
public abstract class BatchNorm : Layer, ICountedLayer, ISynchronizedLayer
{
    private readonly ChannelStatistics _statistics;

    private protected BatchNorm(string kind, int channels, double epsilon, double momentum, bool relu = false)
        : base(kind) => _statistics = new ChannelStatistics(this, channels, epsilon, momentum, relu);

    /// <summary>[channels], 1 at first.</summary>
    public Parameter Weight => _statistics.Weight;

    /// <summary>[channels], 0 at first.</summary>
    public Parameter Bias => _statistics.Bias;

    /// <summary>[channels], 0 at first.</summary>
    public Tensor RunningMean => _statistics.RunningMean;

    /// <summary>[channels], 1 at first; of unbiased variances, as in PyTorch.</summary>
    public Tensor RunningVariance => _statistics.RunningVariance;

    private protected int Channels => _statistics.Channels;

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input)
    {
        Require(input);
        return _statistics.Normalize(input);
    }

    /// <inheritdoc />
    public void Synchronize(IBatchSum? ranks) => _statistics.Synchronize(ranks);

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => _statistics.Operations(hasAddend: false) * output.numel();

    /// <inheritdoc />
    public override string ToString() => $"{GetName()}({Channels})";

    private protected sealed override void TakeTensors() => _statistics.TakeTensors();

    private protected abstract void Require(Tensor input);
}
