using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The loss grows, and has grown past where it began.</summary>
internal sealed class DivergenceCheck : Check
{
    private const double Growth = 1.5;
    private const int Newest = 3;
    private const int Rises = 2;

    public override string Id => "divergence";

    public override string Title => "Divergence";

    public override string Threshold => "The loss is over 1.5 times both its first and its best, and still rising (AUTOTRAINER and others: rising in most windows, and 1.5 times).";

    public override string Why =>
        "The run gets worse with every step, so going on is a waste. Something pushes the weights uphill: steps that are too long, or a loss whose sign or labels are wrong.";

    public override int? Experiment => 10;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series losses = run[Quantity.LossMean];
        if (losses.Count < Newest + 1)
        {
            yield break;
        }

        double[] newest = [.. losses.Points.TakeLast(Newest).Select(point => point.Value)];
        double now = newest[^1];
        double start = Math.Max(losses.First, LossTrend.GuessingLoss(run));
        bool rises = newest.Zip(newest[1..]).Count(pair => pair.Second > pair.First) >= Rises || newest.Min() > 100 * start;
        if (!(now > Growth * start) || !rises)
        {
            yield break;
        }

        yield return Say(
            run, Severity.Error, "", $"The loss is {Show(now)} and rising; it began at {Show(losses.First)} and was {Show(losses.Least)} at best.",
            "Stop. Start again with a tenth of the learning rate, and limit the gradient's norm.", ["--learning-rate", Option(run.Plan.Optimizer.LearningRate / 10), "--clip-norm", "1"],
            new Evidence("loss over where it began", now / start, Growth));
    }
}
