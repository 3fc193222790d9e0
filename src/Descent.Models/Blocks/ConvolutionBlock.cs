using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>A convolution without bias, batch normalization, ReLU: [B, inputs, H, W] → [B, outputs, H', W'].</summary>
public sealed class ConvolutionBlock : Block
{
    private readonly Conv2d _convolution;
    private readonly BatchNorm2d _norm;
    private readonly Module<Tensor, Tensor> _relu;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="outputs">Output channels, 1 or more.</param>
    /// <param name="kernel">The kernel's size.</param>
    /// <param name="stride">How far it moves.</param>
    /// <param name="padding">What is added around the image.</param>
    public ConvolutionBlock(int inputs, int outputs, Size2d kernel, int stride = 1, int padding = 0)
        : base(nameof(ConvolutionBlock))
    {
        _convolution = Part("conv", new Conv2d(inputs, outputs, kernel, new Conv2dOptions { Stride = stride, Padding = padding, Bias = false }));
        _norm = Part("bn", new BatchNorm2d(outputs, epsilon: 0.001));
        _relu = Part("relu", ReLU());
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor input) => _relu.call(_norm.call(_convolution.call(input)));
}
