namespace Descent.Models.Layers;

/// <summary>A height and a width. A single number stands for both.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct Size2d(int Height, int Width)
{
    /// <summary>As high as wide.</summary>
    public static implicit operator Size2d(int side) => new(side, side);

    /// <summary>A height and a width.</summary>
    public static implicit operator Size2d((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>For example "3×5".</summary>
    public override string ToString() => $"{Height}×{Width}";

    internal long[] ToArray() => [Height, Width];

    // Refused by name where a side is below the least that makes sense.
    internal Size2d AtLeast(int least, string what) => Height >= least && Width >= least ? this
        : throw new ArgumentException($"A {what} of {this} is too small: {least} is the least.");
}
