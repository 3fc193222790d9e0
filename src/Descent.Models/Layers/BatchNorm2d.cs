using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>Batch normalization of images, [B, channels, H, W].</summary>
/// <inheritdoc cref="BatchNorm" />
/// <param name="channels">Channels, 1 or more.</param>
/// <param name="epsilon">Added to the variance, above 0.</param>
/// <param name="momentum">The share of a new batch in the running statistics, 0 to 1.</param>
public sealed class BatchNorm2d(int channels, double epsilon = 1e-5, double momentum = 0.1)
    : BatchNorm(nameof(BatchNorm2d), channels, epsilon, momentum)
{
    private protected override void Require(Tensor input) => RequireImages(input, Channels);
}
