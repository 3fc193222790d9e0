using System.Globalization;
using System.Text.RegularExpressions;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using ScottPlot;
using ScottPlot.TickGenerators;
using Drawing = ScottPlot.Plot;

namespace Descent.Lab.Reports;

/// <summary>Draws a plot by ScottPlot as SVG that is a part of its page: it is as wide as the page lets it be, and its ink is the page's, light or dark.</summary>
internal static partial class PlotSvg
{
    private const int Width = 560;
    private const int Height = 330;
    private const float FontSize = 15;

    // Colours that nothing else has, to be found again in the SVG.
    private const string InkHex = "#010203";
    private const string FaintHex = "#010204";
    private static readonly Color Ink = Color.FromHex(InkHex);
    private static readonly Color Faint = Color.FromHex(FaintHex);

    public static Html Of(LinePlot plot, string id)
    {
        Drawing drawing = Begin();
        int index = 0;
        foreach (Series series in plot.Series)
        {
            bool isBackground = series.Style == SeriesStyle.Background;
            AddSeries(drawing, plot, series, isBackground ? Faint : Color.FromHex(PlotColors.Of(index)));
            index += isBackground ? 0 : 1;
        }

        drawing.Axes.Bottom.TickGenerator = Ticks(plot.LogX, Unit.Number);
        drawing.Axes.Left.TickGenerator = Ticks(plot.LogY, Unit.Number);
        return End(drawing, id);
    }

    public static Html Of(BarPlot plot, string id)
    {
        Drawing drawing = Begin();
        double width = 0.8 / plot.Series.Count;
        // Bars of powers of ten stand on the power below the least.
        double floor = plot.LogY ? Math.Floor(plot.Series.SelectMany(series => series.Values).Select(value => value.Mean).Where(mean => mean > 0).Min(Math.Log10)) - 1 : 0;
        for (int s = 0; s < plot.Series.Count; s++)
        {
            for (int g = 0; g < plot.Groups.Count; g++)
            {
                Measurement value = plot.Series[s].Values[g];
                double scale = plot.Unit == Unit.Percent ? 100 : 1;
                double top = plot.LogY ? (value.Mean > 0 ? Math.Log10(value.Mean) : floor) : value.Mean * scale;
                var bar = drawing.Add.Bar(new Bar
                {
                    Position = g + ((s - ((plot.Series.Count - 1) / 2.0)) * width),
                    Value = top,
                    ValueBase = floor,
                    Size = width * 0.92,
                    FillColor = Color.FromHex(PlotColors.Of(s)),
                    LineWidth = 0,
                    Error = plot.LogY || !double.IsFinite(value.Reach) ? 0 : value.Reach * scale,
                });
                bar.Bars[0].LineColor = Ink;
            }
        }

        drawing.Axes.Bottom.TickGenerator = new NumericManual([.. plot.Groups.Select((_, g) => (double)g)], [.. plot.Groups]);
        drawing.Axes.Bottom.MajorTickStyle.Length = 0;
        drawing.Axes.Left.TickGenerator = Ticks(plot.LogY, plot.Unit);
        drawing.Axes.Margins(bottom: 0, top: 0.08);
        return End(drawing, id);
    }

    private static void AddSeries(Drawing drawing, LinePlot plot, Series series, Color color)
    {
        int[] shown = [.. Enumerable.Range(0, series.X.Count).Where(i => IsShown(series.X[i], plot.LogX) && IsShown(series.Y[i], plot.LogY))];
        double[] xs = [.. shown.Select(i => Place(series.X[i], plot.LogX))];
        double[] ys = [.. shown.Select(i => Place(series.Y[i], plot.LogY))];
        var scatter = drawing.Add.Scatter(xs, ys, color);
        scatter.LineWidth = series.Style switch { SeriesStyle.Points => 0, SeriesStyle.Background => 1, _ => 2.2f };
        scatter.MarkerSize = series.Style is SeriesStyle.Marked or SeriesStyle.Points ? 6 : 0;
        scatter.LinePattern = series.Style == SeriesStyle.Dashed ? LinePattern.Dashed : LinePattern.Solid;
        if (series.Reach is { } reach)
        {
            // An interval whose lower end is not positive reaches to the axis of powers of ten.
            int[] finite = [.. Enumerable.Range(0, shown.Length).Where(k => double.IsFinite(reach[shown[k]]))];
            double[] down = [.. finite.Select(k => ys[k] - Place(Math.Max(series.Y[shown[k]] - reach[shown[k]], plot.LogY ? series.Y[shown[k]] / 10 : double.MinValue), plot.LogY))];
            double[] up = [.. finite.Select(k => Place(series.Y[shown[k]] + reach[shown[k]], plot.LogY) - ys[k])];
            drawing.Add.Plottable(new ScottPlot.Plottables.ErrorBar([.. finite.Select(k => xs[k])], [.. finite.Select(k => ys[k])], null, null, down, up)
            {
                Color = color,
                LineWidth = 1.4f,
            });
        }
    }

    private static bool IsShown(double value, bool isLog) => double.IsFinite(value) && (!isLog || value > 0);

    private static double Place(double value, bool isLog) => isLog ? Math.Log10(value) : value;

    private static NumericAutomatic Ticks(bool isLog, Unit unit) => isLog
        ? new NumericAutomatic { IntegerTicksOnly = true, MinorTickGenerator = new LogMinorTickGenerator(), LabelFormatter = Power, MinimumTickSpacing = 40 }
        : new NumericAutomatic { LabelFormatter = value => value.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−') + (unit == Unit.Percent ? "%" : ""), MinimumTickSpacing = 40 };

    private static string Power(double exponent) =>
        exponent is >= -3 and <= 4 ? Math.Pow(10, exponent).ToString("0.###", CultureInfo.InvariantCulture) : $"1e{exponent.ToString(CultureInfo.InvariantCulture)}";

    private static Drawing Begin()
    {
        Drawing drawing = new();
        drawing.FigureBackground.Color = Colors.Transparent;
        drawing.DataBackground.Color = Colors.Transparent;
        drawing.Axes.Color(Ink);
        drawing.Grid.MajorLineColor = Faint;
        drawing.Grid.MajorLineWidth = 1;
        foreach (IAxis axis in drawing.Axes.GetAxes())
        {
            axis.TickLabelStyle.FontSize = FontSize;
            axis.MinorTickStyle.Length = 0;
        }

        drawing.Axes.Right.FrameLineStyle.Width = 0;
        drawing.Axes.Top.FrameLineStyle.Width = 0;
        drawing.HideLegend();
        return drawing;
    }

    // Sized by the page, in the page's colours; what is named is named like nothing else on the page.
    private static Html End(Drawing drawing, string id)
    {
        string svg = drawing.GetSvgXml(Width, Height);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        svg = OpeningTag().Replace(svg, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" xmlns=\"http://www.w3.org/2000/svg\">", 1);
        // Skia counts its names through the whole process.
        Dictionary<string, string> names = [];
        svg = ClipName().Replace(svg, name => names.TryGetValue(name.Value, out string? known) ? known : names[name.Value] = $"{id}-{names.Count}");
        return new Html(svg.Replace(InkHex, "currentColor", StringComparison.OrdinalIgnoreCase).Replace(FaintHex, "var(--line)", StringComparison.OrdinalIgnoreCase));
    }

    [GeneratedRegex("cl_[0-9a-f]+")]
    private static partial Regex ClipName();

    [GeneratedRegex("<svg[^>]*>")]
    private static partial Regex OpeningTag();
}
