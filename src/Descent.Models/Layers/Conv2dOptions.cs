using TorchSharp;

namespace Descent.Models.Layers;

/// <summary>What a <see cref="Conv2d"/> does besides its channels and its kernel.</summary>
public sealed record Conv2dOptions
{
    /// <summary>How far the kernel moves, 1 or more; default 1.</summary>
    public Size2d Stride { get; init; } = 1;

    /// <summary>What is added around the image: numbers, <see cref="Padding2d.Same"/> (stride 1 only) or <see cref="Padding2d.Valid"/>, the default.</summary>
    public Padding2d Padding { get; init; } = Padding2d.Valid;

    /// <summary>The distance between the kernel's numbers, 1 or more; default 1 (Yu and Koltun 2016).</summary>
    public Size2d Dilation { get; init; } = 1;

    /// <summary>Groups of channels that do not see one another; divides the input and the output channels. Default 1.</summary>
    public int Groups { get; init; } = 1;

    /// <summary>What the padding holds: zeros (the default), the image mirrored (reflect), its edge (replicate) or its other side (circular).</summary>
    public PaddingModes PaddingMode { get; init; } = PaddingModes.Zeros;

    /// <summary>Whether each output channel has a number that is added; default true.</summary>
    public bool Bias { get; init; } = true;
}
