using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// relu(f(x) + x), [B, inputs, H, W] → [B, outputs, H / stride, W / stride] (He, Zhang, Ren, Sun 2016). Where the shape changes, x goes through
/// a 1×1 convolution and a norm, the paper's option B.
/// </summary>
public abstract class ResidualBlock : Block, ICountedLayer
{
    private readonly Module<Tensor, Tensor>? _shortcut;
    private readonly Module<Tensor, Tensor> _relu;

    private protected ResidualBlock(string kind, int inputs, int outputs, int stride)
        : base(kind)
    {
        _relu = Part("relu", ReLU());
        _shortcut = stride == 1 && inputs == outputs ? null : Part("downsample", Sequential(
            new Conv2d(inputs, outputs, 1, new Conv2dOptions { Stride = stride, Bias = false }), new BatchNorm2d(outputs)));
    }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input) => _relu.call(Residual(input) + (_shortcut?.call(input) ?? input));

    /// <inheritdoc />
    /// <remarks>The sum.</remarks>
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => output.numel();

    /// <summary>f(x).</summary>
    private protected abstract Tensor Residual(Tensor input);

    private protected Tensor Relu(Tensor input) => _relu.call(input);

    private protected Conv2d Convolution(string name, int inputs, int outputs, int kernel, int stride = 1) =>
        Part(name, new Conv2d(inputs, outputs, kernel, new Conv2dOptions { Stride = stride, Padding = kernel / 2, Bias = false }));

    private protected BatchNorm2d Norm(string name, int channels) => Part(name, new BatchNorm2d(channels));
}
