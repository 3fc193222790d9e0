using Descent.Models.Initialization;
using Descent.Torch.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>
/// Convolution with padding, ReLU and 2×2 max pooling, [B, C, H, W] → [B, O, ⌊H'/2⌋, ⌊W'/2⌋]: one fast operator where it fits, else the three of
/// libtorch. Its weights are drawn as Conv2d's are.
/// </summary>
public sealed class ConvReluPool2d : Layer, ICountedLayer
{
    private readonly int _padding;
    private Parameter _weight = null!;
    private Parameter _bias = null!;

    /// <param name="channels">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Height and width of the kernel.</param>
    /// <param name="padding">Zeros on each side of the image.</param>
    public ConvReluPool2d(long channels, long outputs, long kernel, int padding = 0)
        : base(nameof(ConvReluPool2d))
    {
        _padding = padding;
        long inputs = channels * kernel * kernel;
        register_parameter("weight", InitialWeights.Draw(inputs, outputs, channels, kernel, kernel));
        register_parameter("bias", InitialWeights.Draw(inputs, outputs));
        TakeTensors();
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output)
    {
        Tensor input = inputs[0];
        long kernel = _weight.size(2);
        long places = (input.size(2) + (2 * _padding) - kernel + 1) * (input.size(3) + (2 * _padding) - kernel + 1);
        return input.size(0) * places * ((2 * _weight.numel()) + (2 * _weight.size(0)));
    }

    /// <inheritdoc />
    public override Tensor forward(Tensor input)
    {
        RequireImages(input, (int)_weight.size(1));
        return ConvReluPool.Fits(input, _weight, _bias, _padding)
            ? ConvReluPool.Apply(input, _weight, _bias, _padding)
            : ConvReluPool.Plain(input, _weight, _bias, _padding);
    }

    /// <inheritdoc />
    public override string ToString() => $"ConvReluPool2d({_weight.size(1)}, {_weight.size(0)}, {_weight.size(2)})";

    private protected override void TakeTensors() => (_weight, _bias) = (get_parameter("weight")!, get_parameter("bias")!);
}
