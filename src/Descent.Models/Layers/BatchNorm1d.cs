using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>Batch normalization of features, [B, channels] or [B, channels, positions].</summary>
/// <inheritdoc cref="BatchNorm" />
/// <param name="channels">Features, 1 or more.</param>
/// <param name="epsilon">Added to the variance, above 0.</param>
/// <param name="momentum">The share of a new batch in the running statistics, 0 to 1.</param>
public sealed class BatchNorm1d(int channels, double epsilon = 1e-5, double momentum = 0.1)
    : BatchNorm(nameof(BatchNorm1d), channels, epsilon, momentum)
{
    private protected override void Require(Tensor input)
    {
        if (input.dim() is not (2 or 3) || input.size(1) != Channels)
        {
            throw Unfit(input, $"[batch, {Channels}] or [batch, {Channels}, positions]");
        }
    }
}
