using System.Text.Json.Serialization;

namespace Descent.Lab.Plots;

/// <summary>How a series is drawn.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SeriesStyle>))]
public enum SeriesStyle
{
    /// <summary>A line with a mark at each point.</summary>
    Marked,

    /// <summary>A line.</summary>
    Line,

    /// <summary>A dashed line: a bound or a formula, not a measurement.</summary>
    Dashed,

    /// <summary>Marks without a line.</summary>
    Points,

    /// <summary>A thin grey line that is not in the legend: contours.</summary>
    Background,
}
