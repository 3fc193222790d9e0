using Descent.Doctor.History;
using Descent.Training.Losses;

namespace Descent.Doctor.Checks;

/// <summary>Where the loss stands and where it goes, against its own noise.</summary>
/// <param name="Guessing">The loss of guessing without the input: ln C for classes, else the first loss.</param>
/// <param name="Now">The mean of the newest windows.</param>
/// <param name="Least">The least mean of a few windows that follow one another.</param>
/// <param name="Fall">By how much the newest quarter of the windows lies below the quarter before, as a share of that; of those in which the learning rate was at work.</param>
/// <param name="Error">The standard error of <paramref name="Fall"/>.</param>
/// <param name="Noise">The median deviation of a step's loss in those windows, as a share of their mean.</param>
/// <param name="NowError">The standard error of <paramref name="Now"/>.</param>
internal sealed record LossTrend(double Guessing, double Now, double Least, double Fall, double Error, double Noise, double NowError)
{
    /// <summary>Windows that are enough to speak of a trend.</summary>
    private const int Enough = 12;
    private const int Newest = 3;

    // Under a third of its peak a rate that decays makes any loss flat.
    private const double AtWork = 0.3;
    private const double FlatFall = 0.03;
    private const double NoisyFall = 0.05;

    /// <summary>The loss as a share of that of guessing.</summary>
    public double Level => Now / Guessing;

    /// <summary>Whether it falls no more: by less than 3 % in a quarter of the run so far, or by less than 5 % and within its noise.</summary>
    public bool IsFlat => Math.Abs(Fall) < FlatFall || (Math.Abs(Fall) < NoisyFall && IsLostInNoise);

    /// <summary>Whether it cannot be told from its noise whether it falls.</summary>
    public bool IsLostInNoise => Math.Abs(Fall) < 2 * Error;

    /// <summary>The trend of a run; null until there are a dozen windows of steps.</summary>
    public static LossTrend? Of(RunHistory run)
    {
        Window[] all = [.. Windows(run)];
        double peak = run[Quantity.LearningRate].Greatest;
        HashSet<long> atWork = [.. run[Quantity.LearningRate].Points.Where(point => point.Value >= AtWork * peak).Select(point => point.Step)];
        Window[] working = [.. all.Where(window => atWork.Contains(window.Step))];
        if (all.Length < Enough || working.Length < Enough)
        {
            return null;
        }

        int quarter = working.Length / 4;
        Window[] newer = working[^quarter..];
        Window[] older = working[^(2 * quarter)..^quarter];
        (double now, double nowError) = Mean(newer);
        (double then, double thenError) = Mean(older);
        (double last, double lastError) = Mean(all[^Newest..]);
        return new LossTrend(
            GuessingLoss(run), last, Enumerable.Range(0, all.Length - Newest + 1).Min(i => Mean(all[i..(i + Newest)]).Mean),
            (then - now) / then, Math.Sqrt((nowError * nowError) + (thenError * thenError)) / then,
            new Series(working[^(2 * quarter)..].Select(window => new Point(window.Step, 0, window.Deviation / window.Mean))).Median(), lastError);
    }

    /// <summary>ln C for the cross-entropy of class numbers, else the first loss.</summary>
    public static double GuessingLoss(RunHistory run) =>
        run.Plan.Loss is CrossEntropyLoss && run.Facts.Classes > 1 ? Math.Log(run.Facts.Classes) : run[Quantity.LossMean].First;

    private static IEnumerable<Window> Windows(RunHistory run)
    {
        Dictionary<long, double> deviations = run[Quantity.LossDeviation].Points.ToDictionary(point => point.Step, point => point.Value);
        long before = 0;
        foreach (Point mean in run[Quantity.LossMean].Points)
        {
            yield return new Window(mean.Step, mean.Step - before, mean.Value, deviations.GetValueOrDefault(mean.Step, double.NaN));
            before = mean.Step;
        }
    }

    // Weighted by steps; a window of one step has no deviation and counts as noisy as the others.
    private static (double Mean, double Error) Mean(Window[] windows)
    {
        double steps = windows.Sum(window => (double)window.Steps);
        double mean = windows.Sum(window => window.Mean * window.Steps) / steps;
        double between = windows.Sum(window => window.Steps * (window.Mean - mean) * (window.Mean - mean)) / steps;
        double within = windows.Where(window => window.Steps > 1).Select(window => window.Deviation * window.Deviation * window.Steps).Sum() / steps;
        return (mean, Math.Sqrt((between + within) / steps));
    }

    private readonly record struct Window(long Step, long Steps, double Mean, double Deviation);
}
