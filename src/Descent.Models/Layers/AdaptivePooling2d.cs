using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>Pooling of images of any size to one size, [B, C, H, W] → [B, C, height, width]: output i is of the rows ⌊i·H/height⌋ to ⌈(i + 1)·H/height⌉.</summary>
public abstract class AdaptivePooling2d : Layer, ICountedLayer
{
    private protected AdaptivePooling2d(string kind, Size2d size)
        : base(kind) => Size = size.AtLeast(1, "size");

    private protected Size2d Size { get; }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input)
    {
        RequireImages(input);
        return input.size(2) > 0 && input.size(3) > 0 ? Pool(input) : throw Unfit(input, "an image of 1×1 or more");
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => Math.Max(inputs[0].numel(), output.numel());

    /// <inheritdoc />
    public override string ToString() => $"{GetName()}({Size})";

    private protected abstract Tensor Pool(Tensor input);
}
