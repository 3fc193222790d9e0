namespace Descent.Doctor.History;

/// <summary>One quantity over a run, in the order of steps.</summary>
public sealed class Series
{
    /// <summary>A quantity that was never measured.</summary>
    public static readonly Series Empty = new([]);

    private readonly List<Point> _points;

    /// <param name="points">The points in the order of steps.</param>
    public Series(IEnumerable<Point> points) => _points = [.. points];

    /// <summary>All points.</summary>
    public IReadOnlyList<Point> Points => _points;

    /// <summary>How many points.</summary>
    public int Count => _points.Count;

    /// <summary>The newest value; NaN when there is none.</summary>
    public double Last => Count == 0 ? double.NaN : _points[^1].Value;

    /// <summary>The first value; NaN when there is none.</summary>
    public double First => Count == 0 ? double.NaN : _points[0].Value;

    /// <summary>The least value; NaN when there is none.</summary>
    public double Least => Count == 0 ? double.NaN : _points.Min(point => point.Value);

    /// <summary>The greatest value; NaN when there is none.</summary>
    public double Greatest => Count == 0 ? double.NaN : _points.Max(point => point.Value);

    /// <summary>The median of the newest values, so that one bad point decides nothing; NaN when there is none.</summary>
    /// <param name="newest">How many of them, 1 or more.</param>
    public double Median(int newest = int.MaxValue) => MedianOf(_points.Skip(Math.Max(0, Count - newest)).Select(point => point.Value));

    /// <summary>The value that a quarter of the newest lie under; NaN when there is none.</summary>
    /// <param name="newest">How many of them, 1 or more.</param>
    public double LowerQuartile(int newest = int.MaxValue)
    {
        double[] sorted = [.. _points.Skip(Math.Max(0, Count - newest)).Select(point => point.Value).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 4];
    }

    /// <summary>The mean of the newest values; NaN when there is none.</summary>
    /// <param name="newest">How many of them, 1 or more.</param>
    public double Mean(int newest = int.MaxValue) => Count == 0 ? double.NaN : _points.Skip(Math.Max(0, Count - newest)).Average(point => point.Value);

    /// <summary>The least of the newest values; NaN for fewer of them.</summary>
    /// <param name="newest">How many, 1 or more.</param>
    public double LeastOf(int newest) => Count < newest ? double.NaN : _points.TakeLast(newest).Min(point => point.Value);

    /// <summary>The part from a step on.</summary>
    public Series From(long step) => new(_points.Where(point => point.Step >= step));

    /// <summary>The part before a step.</summary>
    public Series Before(long step) => new(_points.TakeWhile(point => point.Step < step));

    /// <summary>The slope of the line of least squares through the points, per step; NaN for fewer than two.</summary>
    public double Slope()
    {
        if (Count < 2)
        {
            return double.NaN;
        }

        double meanStep = _points.Average(point => (double)point.Step);
        double meanValue = _points.Average(point => point.Value);
        double spread = _points.Sum(point => (point.Step - meanStep) * (point.Step - meanStep));
        return _points.Sum(point => (point.Step - meanStep) * (point.Value - meanValue)) / spread;
    }

    /// <summary>Appends a point. A step that is not past the last begins a new try: what the old one measured from there on is dropped.</summary>
    internal void Add(Point point)
    {
        while (Count > 0 && _points[^1].Step >= point.Step)
        {
            _points.RemoveAt(Count - 1);
        }

        _points.Add(point);
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
