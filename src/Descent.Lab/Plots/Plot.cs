using System.Text.Json.Serialization;
using Descent.Lab.Texts;

namespace Descent.Lab.Plots;

/// <summary>A picture as data; it is drawn when a report is written.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(LinePlot), "lines")]
[JsonDerivedType(typeof(BarPlot), "bars")]
[JsonDerivedType(typeof(MapPlot), "maps")]
public abstract record Plot
{
    private protected Plot()
    {
    }

    /// <summary>What it shows.</summary>
    public required Phrase Title { get; init; }
}
