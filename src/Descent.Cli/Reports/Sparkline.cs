namespace Descent.Cli.Reports;

/// <summary>A curve in one line of text.</summary>
internal static class Sparkline
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>The finite values averaged into at most <paramref name="width"/> columns, lowest to highest.</summary>
    public static string Of(IReadOnlyList<double> values, int width)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        int columns = Math.Min(width, finite.Length);
        double[] means =
        [
            .. Enumerable.Range(0, columns).Select(i =>
            {
                int start = (int)((long)i * finite.Length / columns);
                int end = (int)((i + 1L) * finite.Length / columns);
                return finite[start..end].Average();
            }),
        ];
        double low = means.DefaultIfEmpty().Min();
        double range = means.DefaultIfEmpty().Max() - low;
        return string.Concat(means.Select(mean => Levels[range > 0 ? (int)Math.Round((mean - low) / range * (Levels.Length - 1)) : 0]));
    }
}
