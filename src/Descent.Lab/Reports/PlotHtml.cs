using Descent.Lab.Plots;
using Descent.Lab.Texts;

namespace Descent.Lab.Reports;

/// <summary>A plot with its words. Titles, axes and legends are text of the page, so that they are in its language and readable on a phone; the picture holds numbers only.</summary>
internal static class PlotHtml
{
    /// <param name="plot">The plot.</param>
    /// <param name="id">A name that no other plot of the page has.</param>
    /// <param name="language">The language of its words.</param>
    public static Html Of(Plot plot, string id, Language language) => Html.Of($"""
        <figure>
        <figcaption>{plot.Title.In(language)}</figcaption>
        {Body(plot, id, language)}
        </figure>
        """);

    private static Html Body(Plot plot, string id, Language language) => plot switch
    {
        LinePlot lines => Html.Of($"""
            <div class="axis">{lines.Y.In(language)}</div>
            {PlotSvg.Of(lines, id)}
            <div class="axis x">{lines.X.In(language)}</div>
            {Legend(lines.Series.Where(series => series.Style != SeriesStyle.Background).Select((series, i) => (series.Name, i, Mark(series.Style))), language)}
            """),
        BarPlot bars => Html.Of($"""
            <div class="axis">{bars.Y.In(language)}</div>
            {PlotSvg.Of(bars, id)}
            {Legend(bars.Series.Select((series, i) => (series.Name, i, "points")), language)}
            """),
        MapPlot maps => Html.Of($"""
            <div class="maps">
            {Html.Join(maps.Maps.Select(map => Html.Of($"""<div><img src="{MapImage.Of(map)}" alt="">{map.Name.In(language)}</div>""")))}
            </div>
            """),
        _ => throw new ArgumentOutOfRangeException(nameof(plot), plot.GetType().Name, null),
    };

    private static Html Legend(IEnumerable<(Phrase Name, int Index, string Mark)> entries, Language language)
    {
        Html items = Html.Join(entries.Select(entry => Html.Of(
            $"""<li><i class="{entry.Mark}" style="{(entry.Mark == "points" ? "background" : "border-color")}:{PlotColors.Of(entry.Index)}"></i>{entry.Name.In(language)}</li>""")));
        return Html.Of($"""<ul class="legend">{items}</ul>""");
    }

    private static string Mark(SeriesStyle style) => style switch
    {
        SeriesStyle.Dashed => "dashed",
        SeriesStyle.Points => "points",
        _ => "line",
    };
}
