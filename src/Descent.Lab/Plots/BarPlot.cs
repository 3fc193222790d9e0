using Descent.Lab.Answers;
using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>Measurements beside one another, in groups.</summary>
public sealed record BarPlot : Plot
{
    /// <summary>The vertical axis.</summary>
    public required Phrase Y { get; init; }

    /// <summary>What each group is of, in Latin letters and digits, as it is drawn into the picture of both languages.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The bars, one a group each.</summary>
    public required IReadOnlyList<BarSeries> Series { get; init; }

    /// <summary>Whether the vertical axis shows powers of ten.</summary>
    public bool LogY { get; init; }

    /// <summary>The unit of the vertical axis.</summary>
    public Unit Unit { get; init; }
}
