using Descent.Models.Layers;
using static TorchSharp.torch;

namespace Descent.Models.Blocks;

/// <summary>The residual block of two 3×3 convolutions; the first one strides.</summary>
/// <inheritdoc cref="ResidualBlock" />
public sealed class BasicBlock : ResidualBlock
{
    private readonly Conv2d _convolution1;
    private readonly BatchNorm2d _norm1;
    private readonly Conv2d _convolution2;
    private readonly BatchNorm2d _norm2;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="outputs">Output channels, 1 or more.</param>
    /// <param name="stride">1, or 2 to halve the image.</param>
    public BasicBlock(int inputs, int outputs, int stride = 1)
        : base(nameof(BasicBlock), inputs, outputs, stride)
    {
        _convolution1 = Convolution("conv1", inputs, outputs, 3, stride);
        _norm1 = Norm("bn1", outputs);
        _convolution2 = Convolution("conv2", outputs, outputs, 3);
        _norm2 = Norm("bn2", outputs);
    }

    private protected override Tensor Residual(Tensor input) =>
        _norm2.call(_convolution2.call(Relu(_norm1.call(_convolution1.call(input)))));
}
