namespace Descent.Lab.Plots;

/// <summary>Small pictures side by side: images, or what a network answers all over a plane.</summary>
public sealed record MapPlot : Plot
{
    /// <summary>The pictures.</summary>
    public required IReadOnlyList<Map> Maps { get; init; }
}
