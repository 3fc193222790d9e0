using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>
/// Four views of the same image side by side, [B, inputs, H, W] → [B, outputs, H, W] (Szegedy et al. 2015, figure 2b): 1×1; 1×1 then 3×3;
/// 1×1 then the paper's 5×5, here 3×3 as in the weights in use; pooling then 1×1.
/// </summary>
public sealed class InceptionBlock : Block, ICountedLayer
{
    private readonly Module<Tensor, Tensor>[] _branches;

    /// <param name="inputs">Input channels, 1 or more.</param>
    /// <param name="widths">The channels inside.</param>
    public InceptionBlock(int inputs, InceptionWidths widths)
        : base(nameof(InceptionBlock)) => _branches =
        [
            Part("branch1", new ConvolutionBlock(inputs, widths.One, 1)),
            Part("branch2", Sequential(new ConvolutionBlock(inputs, widths.ThreeReduced, 1), new ConvolutionBlock(widths.ThreeReduced, widths.Three, 3, padding: 1))),
            Part("branch3", Sequential(new ConvolutionBlock(inputs, widths.FiveReduced, 1), new ConvolutionBlock(widths.FiveReduced, widths.Five, 3, padding: 1))),
            Part("branch4", Sequential(new MaxPool2d(3, stride: 1, padding: 1, ceilMode: true), new ConvolutionBlock(inputs, widths.Pool, 1))),
        ];

    /// <inheritdoc />
    public override Tensor forward(Tensor input) => cat([.. _branches.Select(branch => branch.call(input))], 1);

    /// <inheritdoc />
    /// <remarks>Laying the branches side by side takes memory and no arithmetic.</remarks>
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => 0;
}
