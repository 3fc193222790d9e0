using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>Curves over an axis, or points in a plane.</summary>
public sealed record LinePlot : Plot
{
    /// <summary>The horizontal axis.</summary>
    public required Phrase X { get; init; }

    /// <summary>The vertical axis.</summary>
    public required Phrase Y { get; init; }

    /// <summary>The curves.</summary>
    public required IReadOnlyList<Series> Series { get; init; }

    /// <summary>Whether the horizontal axis shows powers of ten.</summary>
    public bool LogX { get; init; }

    /// <summary>Whether the vertical axis shows powers of ten.</summary>
    public bool LogY { get; init; }
}
