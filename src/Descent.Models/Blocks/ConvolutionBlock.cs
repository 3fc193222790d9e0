using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>A convolution without bias, batch normalization, ReLU: [B, inputs, H, W] → [B, outputs, H', W'].</summary>
public sealed class ConvolutionBlock : Block
{
    private readonly Module<Tensor, Tensor>[] _layers;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="outputs">Output channels, 1 or more.</param>
    /// <param name="kernel">The kernel's size.</param>
    /// <param name="stride">How far it moves.</param>
    /// <param name="padding">What is added around the image.</param>
    public ConvolutionBlock(int inputs, int outputs, Size2d kernel, int stride = 1, int padding = 0)
        : base(nameof(ConvolutionBlock)) => _layers =
        [
            Part("conv", new Conv2d(inputs, outputs, kernel, new Conv2dOptions { Stride = stride, Padding = padding, Bias = false })),
            Part("bn", new BatchNormRelu2d(outputs, epsilon: 0.001)),
        ];

    /// <inheritdoc />
    public override Tensor forward(Tensor input) => LayerChain.Run(_layers, input);
}
