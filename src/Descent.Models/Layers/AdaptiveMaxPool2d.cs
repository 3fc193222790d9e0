using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Maxima of images of any size, to one size.</summary>
/// <inheritdoc cref="AdaptivePooling2d" />
/// <param name="size">The height and width of the output, 1 or more.</param>
/// <exception cref="ArgumentException">The size is below 1.</exception>
public sealed class AdaptiveMaxPool2d(Size2d size) : AdaptivePooling2d(nameof(AdaptiveMaxPool2d), size)
{
    private protected override Tensor Pool(Tensor input) => functional.adaptive_max_pool2d(input, Size.ToArray());
}
