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

    /// <summary>The median of each measurement divided by the one that another thing had in the same turn.</summary>
    public double MedianRatio(Samples other) => MedianOf(_values.Zip(other._values, (mine, its) => mine / its));

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
