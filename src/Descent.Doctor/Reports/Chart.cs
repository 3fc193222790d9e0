using System.Globalization;
using System.Net;
using System.Text;
using Descent.Doctor.History;

namespace Descent.Doctor.Reports;

/// <summary>A line chart as SVG that takes its colors from the page: one line for each series over the steps of the run.</summary>
internal static class Chart
{
    private const int Width = 640;
    private const int Height = 180;
    private const int Left = 56;
    private const int Bottom = 22;

    /// <summary>The chart, or nothing where no series has two points.</summary>
    /// <param name="title">What is drawn.</param>
    /// <param name="series">The lines with their names.</param>
    /// <param name="isLogarithmic">Whether the values' axis goes by powers of ten.</param>
    /// <param name="last">The last step of the run, where the axis ends.</param>
    public static string Draw(string title, IReadOnlyList<(string Name, Series Values)> series, bool isLogarithmic, long last)
    {
        (string Name, (double X, double Y)[] Points)[] lines =
        [
            .. series.Select(line => (line.Name, line.Values.Points.Where(point => double.IsFinite(point.Value) && (!isLogarithmic || point.Value > 0))
                .Select(point => ((double)point.Step, isLogarithmic ? Math.Log10(point.Value) : point.Value)).ToArray())).Where(line => line.Item2.Length > 1),
        ];
        if (lines.Length == 0)
        {
            return "";
        }

        double low = lines.Min(line => line.Points.Min(point => point.Y)), high = lines.Max(line => line.Points.Max(point => point.Y));
        high = high > low ? high : low + 1;
        string X(double step) => Number(Left + ((Width - Left - 8) * step / last));
        string Y(double value) => Number(8 + ((Height - Bottom - 8) * (high - value) / (high - low)));
        StringBuilder svg = new();
        svg.Append(CultureInfo.InvariantCulture, $"<figure><figcaption>{WebUtility.HtmlEncode(title)}</figcaption><svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{WebUtility.HtmlEncode(title)}\">");
        foreach (double value in new[] { low, (low + high) / 2, high })
        {
            svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - 8}\" y1=\"{Y(value)}\" y2=\"{Y(value)}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 6}\" y=\"{Y(value)}\" dy=\"4\" text-anchor=\"end\">{Label(isLogarithmic ? Math.Pow(10, value) : value)}</text>");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left}\" y=\"{Height - 6}\">step 0</text><text x=\"{Width - 8}\" y=\"{Height - 6}\" text-anchor=\"end\">{last:N0}</text>");
        for (int i = 0; i < lines.Length; i++)
        {
            string points = string.Join(' ', lines[i].Points.Select(point => $"{X(point.X)},{Y(point.Y)}"));
            svg.Append(CultureInfo.InvariantCulture, $"<polyline class=\"line c{i % 6}\" points=\"{points}\"><title>{WebUtility.HtmlEncode(lines[i].Name)}</title></polyline>");
        }

        svg.Append("</svg><p class=\"legend\">");
        for (int i = 0; i < lines.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<span class=\"c{i % 6}\">{WebUtility.HtmlEncode(lines[i].Name)}</span> ");
        }

        return svg.Append("</p></figure>").ToString();
    }

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Label(double value) => value.ToString(Math.Abs(value) is 0 or (>= 0.01 and < 10_000) ? "0.##" : "0e+0", CultureInfo.InvariantCulture);
}
