namespace Descent.Models.Blocks;

/// <summary>The residual block of two 3×3 convolutions; the first one strides.</summary>
/// <inheritdoc cref="ResidualBlock" />
/// <param name="inputs">Input channels, 1 or more.</param>
/// <param name="outputs">Output channels, 1 or more.</param>
/// <param name="stride">1, or 2 to halve the image.</param>
public sealed class BasicBlock(int inputs, int outputs, int stride = 1) : ResidualBlock(
    nameof(BasicBlock), inputs, outputs, stride, Convolution(inputs, outputs, 3, stride), Convolution(outputs, outputs, 3))
{
}
