namespace Descent.Models.Layers;

/// <summary>Rows and columns added around an image: numbers for each side, or what it takes for an output as large as the input.</summary>
public readonly record struct Padding2d
{
    private Padding2d(Size2d size, bool isSame) => (Size, IsSame) = (size, isSame);

    /// <summary>Nothing is added; the default.</summary>
    public static Padding2d Valid => default;

    /// <summary>The output is as large as the input: an odd row or column is added below or to the right.</summary>
    public static Padding2d Same => new(default, isSame: true);

    /// <summary>Rows added above and below, columns added left and right; 0 where <see cref="IsSame"/>.</summary>
    public Size2d Size { get; }

    /// <summary>Whether the kernel says how much.</summary>
    public bool IsSame { get; }

    /// <summary>The same number on every side.</summary>
    public static implicit operator Padding2d(int padding) => new(padding, isSame: false);

    /// <summary>Rows above and below, columns left and right.</summary>
    public static implicit operator Padding2d((int Height, int Width) padding) => new(padding, isSame: false);
}
