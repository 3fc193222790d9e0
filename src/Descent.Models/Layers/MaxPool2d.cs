using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>The largest number of each window of images; padding is never the largest.</summary>
/// <inheritdoc cref="Pooling2d" />
public sealed class MaxPool2d : Pooling2d
{
    private readonly bool _isPlain;

    /// <param name="kernel">The window; 2×2 by default.</param>
    /// <param name="stride">How far it moves; the window's own size when null.</param>
    /// <param name="padding">Rows and columns added around the image, at most half of the window.</param>
    /// <param name="ceilMode">Whether a window may reach over the lower and right edge.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public MaxPool2d(Size2d? kernel = null, Size2d? stride = null, Size2d padding = default, bool ceilMode = false)
        : base(nameof(MaxPool2d), kernel ?? 2, stride ?? kernel ?? 2, padding, ceilMode) =>
        _isPlain = Kernel == 2 && Stride == 2 && Padding == 0;

    private protected override Tensor Pool(Tensor input) => _isPlain && MaxPool2x2.Fits(input)
        ? MaxPool2x2.Apply(input)
        : functional.max_pool2d(input, Kernel.ToArray(), Stride.ToArray(), Padding.ToArray(), [1, 1], CeilMode);
}
