using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A single step's loss stands far above those around it.</summary>
internal sealed class LossSpikeCheck : Check
{
    private const double Deviations = 10;
    private const double Ratio = 3;
    private const int Before = 4;

    public override string Id => "loss-spike";

    public override string Title => "Loss spike";

    public override string Threshold => "A step's loss is over 3 times the median of the four windows before, by over 10 of their deviations, and over half of guessing's.";

    public override string Why =>
        "A loss that stands far above its neighbours comes from an example unlike all others, or from a step that went too far. Its gradient is as large, and one such step can undo many good ones.";

    public override int? Experiment => 12;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        IReadOnlyList<Point> means = run[Quantity.LossMean].Points;
        Dictionary<long, double> deviations = run[Quantity.LossDeviation].Points.ToDictionary(point => point.Step, point => point.Value);
        double guessing = LossTrend.GuessingLoss(run);
        (Point Spike, double Usual, double Apart)? worst = null;
        foreach (Point spike in run[Quantity.LossGreatest].Points)
        {
            Point[] before = [.. means.Where(point => point.Step < spike.Step).TakeLast(Before)];
            double usual = new Series(before).Median();
            double deviation = new Series(before.Select(point => new Point(point.Step, 0, deviations[point.Step]))).Median();
            double apart = (spike.Value - usual) / deviation;
            if (before.Length == Before && deviation > 0 && apart > Deviations && spike.Value > Ratio * usual && spike.Value > guessing / 2 && !(apart <= worst?.Apart))
            {
                worst = (spike, usual, apart);
            }
        }

        if (worst is not var (found, around, deviationsApart))
        {
            yield break;
        }

        yield return Say(
            run, Severity.Warning, $"the steps before {found.Step}", $"A step's loss was {Show(found.Value)} where {Show(around)} was usual, {Show(deviationsApart)} deviations above.",
            "Limit the gradient's norm, which bounds what one step can do, and look at the examples of those steps.", ["--clip-norm", "1"],
            new Evidence("deviations above the usual", deviationsApart, Deviations), new Evidence("over the usual", found.Value / around, Ratio));
    }
}
