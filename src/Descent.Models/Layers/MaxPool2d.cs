using Descent.Torch.Operators;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Max pooling over 2×2 windows, [B, C, H, W] → [B, C, ⌊H/2⌋, ⌊W/2⌋].</summary>
public sealed class MaxPool2d() : Module<Tensor, Tensor>(nameof(MaxPool2d))
{
    /// <inheritdoc />
    public override Tensor forward(Tensor input) => MaxPool2x2.Fits(input) ? MaxPool2x2.Apply(input) : functional.max_pool2d(input, 2);
}
