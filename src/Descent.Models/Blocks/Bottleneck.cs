namespace Descent.Models.Blocks;

/// <summary>The residual block of a 1×1, a 3×3 and a 1×1 convolution, the middle a quarter as wide as the output.</summary>
/// <remarks>The 3×3 one strides, which is more accurate than the paper's striding 1×1 and what most weights in use were trained with.</remarks>
/// <inheritdoc cref="ResidualBlock" />
/// <param name="inputs">Input channels, 1 or more.</param>
/// <param name="width">Channels of the middle, 1 or more; the output has four times as many.</param>
/// <param name="stride">1, or 2 to halve the image.</param>
public sealed class Bottleneck(int inputs, int width, int stride = 1) : ResidualBlock(
    nameof(Bottleneck), inputs, width * Expansion, stride,
    Convolution(inputs, width, 1), Convolution(width, width, 3, stride), Convolution(width, width * Expansion, 1))
{
    /// <summary>How much wider the output is than the middle.</summary>
    public const int Expansion = 4;
}
