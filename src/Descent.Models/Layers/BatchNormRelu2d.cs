using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>Batch normalization of images and a ReLU, [B, channels, H, W], with fewer passes over memory than the two layers where images are channels-last.</summary>
/// <inheritdoc cref="BatchNorm" />
/// <param name="channels">Channels, 1 or more.</param>
/// <param name="epsilon">Added to the variance, above 0.</param>
/// <param name="momentum">The share of a new batch in the running statistics, 0 to 1.</param>
public sealed class BatchNormRelu2d(int channels, double epsilon = 1e-5, double momentum = 0.1)
    : BatchNorm(nameof(BatchNormRelu2d), channels, epsilon, momentum, relu: true)
{
    private protected override void Require(Tensor input) => RequireImages(input, Channels);
}
