namespace Descent.Bench.Measuring;

/// <summary>Measures several sides in turn, A A B C, C B A A, …: what disturbs the machine meanwhile, and what a side leaves in its caches, disturbs all of them alike.</summary>
/// <remarks>The first side is measured twice in each turn; what it reads against itself tells how far the other ratios can be trusted.</remarks>
internal sealed class Comparison
{
    private const string AgainSuffix = ", again";
    private readonly List<Side> _sides = [];
    private readonly Func<double, string> _format;

    /// <param name="format">Writes seconds per unit of work as people read it.</param>
    /// <param name="first">The side that the others are divided by.</param>
    /// <param name="others">The others.</param>
    public Comparison(Func<double, string> format, Side first, params IEnumerable<Side> others)
    {
        _format = format;
        _sides = [first, new Side(first.Name + AgainSuffix, first.Measure), .. others];
    }

    /// <summary>Runs one untimed turn, which is printed all the same, and then the timed ones; prints the table.</summary>
    /// <param name="repetitions">Timed turns.</param>
    public void Run(int repetitions)
    {
        Console.WriteLine($"warm-up: {string.Join(", ", _sides.Zip(WarmUp(), (side, seconds) => $"{side.Name} {_format(seconds)}"))}");
        Measure(repetitions);
        Print(repetitions);
    }

    /// <summary>One untimed turn; the seconds of each side.</summary>
    public IReadOnlyList<double> WarmUp() => [.. _sides.Select(side => side.Measure())];

    /// <summary>The timed turns.</summary>
    public void Measure(int repetitions)
    {
        for (int i = 0; i < repetitions; i++)
        {
            foreach (Side side in i % 2 == 0 ? _sides : Enumerable.Reverse(_sides))
            {
                side.Samples.Add(side.Measure());
            }
        }
    }

    /// <summary>The first side against itself.</summary>
    public double Control => Ratio(_sides[1]);

    /// <summary>How many times as long as the first side another takes: the median of what the turns say, since a machine that is slower for a while is so for whole turns.</summary>
    /// <param name="side">The other.</param>
    public double Ratio(Side side) => side.Samples.MedianRatio(_sides[0].Samples);

    private void Print(int repetitions)
    {
        int width = _sides.Max(side => side.Name.Length);
        Console.WriteLine($"{"".PadRight(width)}  {"best",16}  {"median",16}  {"ratio, median",13}  {"ratio of best",13}   ({repetitions} repetitions)");
        foreach (Side side in _sides)
        {
            double best = side.Samples.Minimum / _sides[0].Samples.Minimum;
            Console.WriteLine(
                $"{side.Name.PadRight(width)}  {_format(side.Samples.Minimum),16}  {_format(side.Samples.Median),16}  {Ratio(side),13:F3}  {best,13:F3}");
        }

        Console.WriteLine($"control: {_sides[0].Name} against itself {Control:F3}, "
            + (Control is >= 0.97 and <= 1.03 ? "within 0.97–1.03" : "OUTSIDE 0.97–1.03: too much else runs here, trust no ratio above"));
    }
}
