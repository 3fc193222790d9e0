using static TorchSharp.torch;

namespace Descent.Models.Layers;

/// <summary>
/// Pooling over windows of images, [B, C, H, W] → [B, C, H', W']: H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1,
/// or rounded up in ceil mode, where a window may reach over the lower and right edge.
/// </summary>
public abstract class Pooling2d : Layer, ICountedLayer
{
    private protected Pooling2d(string kind, Size2d kernel, Size2d stride, Size2d padding, bool ceilMode)
        : base(kind)
    {
        (Kernel, Stride, Padding, CeilMode) = (kernel.AtLeast(1, "kernel"), stride.AtLeast(1, "stride"), padding.AtLeast(0, "padding"), ceilMode);
        if (2 * padding.Height > kernel.Height || 2 * padding.Width > kernel.Width)
        {
            throw new ArgumentException($"{kind}: a padding of {padding} is more than half of the {kernel} window.", nameof(padding));
        }
    }

    private protected Size2d Kernel { get; }

    private protected Size2d Stride { get; }

    private protected Size2d Padding { get; }

    private protected bool CeilMode { get; }

    /// <inheritdoc />
    public sealed override Tensor forward(Tensor input)
    {
        RequireImages(input);
        Size2d least = CeilMode ? new Size2d(Math.Max(1, Kernel.Height - Stride.Height + 1), Math.Max(1, Kernel.Width - Stride.Width + 1)) : Kernel;
        if (input.size(2) + (2 * Padding.Height) < least.Height || input.size(3) + (2 * Padding.Width) < least.Width)
        {
            throw Unfit(input, $"an image of {least} or more, {2 * Padding.Height} rows and {2 * Padding.Width} columns of padding included");
        }

        return Pool(input);
    }

    /// <inheritdoc />
    public long CountOperations(IReadOnlyList<Tensor> inputs, Tensor output) => output.numel() * Kernel.Height * Kernel.Width;

    /// <inheritdoc />
    public override string ToString() => $"{GetName()}({Kernel})";

    private protected abstract Tensor Pool(Tensor input);
}
