using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Layers;

/// <summary>Cuts an image into square patches and makes a vector of each: [B, C, H, W] → [B, H·W / patch², width], row by row.</summary>
public sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    private readonly int _channels;
    private readonly int _patch;
    [ComponentName(Name = "projection")]
    private readonly Conv2d _projection;

    /// <param name="channels">Channels of the image, 1 or more.</param>
    /// <param name="patch">The side of a patch in pixels, 1 or more.</param>
    /// <param name="width">The length of a vector, 1 or more.</param>
    public PatchEmbedding(int channels, int patch, int width)
        : base(nameof(PatchEmbedding))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(patch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (_channels, _patch) = (channels, patch);
        // A convolution whose windows do not overlap is one matrix for all patches.
        _projection = new Conv2d(channels, width, patch, new Conv2dOptions { Stride = patch });
        RegisterComponents();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has other channels or sides that patches do not divide.</exception>
    public override Tensor forward(Tensor input) =>
        input.dim() == 4 && input.size(1) == _channels && input.size(2) % _patch == 0 && input.size(3) % _patch == 0
            ? _projection.call(input).flatten(2).transpose(1, 2)
            : throw Shape.Mistake(nameof(PatchEmbedding), "images", $"[batch, {_channels}, multiple of {_patch}, multiple of {_patch}]", input);
}
