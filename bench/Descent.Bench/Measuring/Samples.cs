namespace Descent.Bench.Measuring;

/// <summary>Repeated measurements of one thing.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    /// <summary>The smallest, which disturbance cannot lower.</summary>
    public double Minimum => _values.Min();

    /// <summary>The middle one, or the mean of the middle two.</summary>
    public double Median => MedianOf(_values);

    public void Add(double value) => _values.Add(value);

    /// <summary>
    /// The median of each measurement divided by the one that another thing had in the same turn, of the turns in either direction by themselves, and the
    /// geometric mean of both: where a side has its place in a turn to thank for something, one direction more would decide the median of all.
    /// </summary>
    public double MedianRatio(Samples other)
    {
        (double Ratio, int Turn)[] ratios = [.. _values.Zip(other._values, (mine, its) => mine / its).Select((ratio, turn) => (ratio, turn))];
        double[] directions = [.. ratios.GroupBy(ratio => ratio.Turn % 2, ratio => ratio.Ratio).Select(MedianOf)];
        return Math.Pow(directions.Aggregate((product, ratio) => product * ratio), 1.0 / directions.Length);
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
