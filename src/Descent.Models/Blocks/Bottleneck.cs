using Descent.Models.Layers;
using static TorchSharp.torch;

namespace Descent.Models.Blocks;

/// <summary>The residual block of a 1×1, a 3×3 and a 1×1 convolution, the middle ones a quarter as wide as the output.</summary>
/// <remarks>The 3×3 one strides, which is more accurate than the paper's striding 1×1 and what most weights in use were trained with.</remarks>
/// <inheritdoc cref="ResidualBlock" />
public sealed class Bottleneck : ResidualBlock
{
    /// <summary>How much wider the output is than the middle.</summary>
    public const int Expansion = 4;

    private readonly Conv2d _convolution1;
    private readonly BatchNorm2d _norm1;
    private readonly Conv2d _convolution2;
    private readonly BatchNorm2d _norm2;
    private readonly Conv2d _convolution3;
    private readonly BatchNorm2d _norm3;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="width">Channels of the middle, 1 or more; the output has four times as many.</param>
    /// <param name="stride">1, or 2 to halve the image.</param>
    public Bottleneck(int inputs, int width, int stride = 1)
        : base(nameof(Bottleneck), inputs, width * Expansion, stride)
    {
        _convolution1 = Convolution("conv1", inputs, width, 1);
        _norm1 = Norm("bn1", width);
        _convolution2 = Convolution("conv2", width, width, 3, stride);
        _norm2 = Norm("bn2", width);
        _convolution3 = Convolution("conv3", width, width * Expansion, 1);
        _norm3 = Norm("bn3", width * Expansion);
    }

    private protected override Tensor Residual(Tensor input)
    {
        input = Relu(_norm1.call(_convolution1.call(input)));
        input = Relu(_norm2.call(_convolution2.call(input)));
        return _norm3.call(_convolution3.call(input));
    }
}
