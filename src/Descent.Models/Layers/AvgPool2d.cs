using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>The mean of each window of images.</summary>
/// <inheritdoc cref="Pooling2d" />
/// <param name="kernel">The window.</param>
/// <param name="stride">How far it moves; the window's own size when null.</param>
/// <param name="padding">Rows and columns of zeros added around the image, at most half of the window.</param>
/// <param name="ceilMode">Whether a window may reach over the lower and right edge.</param>
/// <param name="countPadding">Whether the zeros of the padding count in the mean; true by default.</param>
/// <exception cref="ArgumentException">A number makes no sense.</exception>
public sealed class AvgPool2d(Size2d kernel, Size2d? stride = null, Size2d padding = default, bool ceilMode = false, bool countPadding = true)
    : Pooling2d(nameof(AvgPool2d), kernel, stride ?? kernel, padding, ceilMode)
{
    private protected override Tensor Pool(Tensor input) =>
        functional.avg_pool2d(input, Kernel.ToArray(), Stride.ToArray(), Padding.ToArray(), CeilMode, countPadding);
}
