using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Steps move the weights by so little that the run will end near where it began.</summary>
internal sealed class LowLearningRateCheck : Check
{
    private const double Travel = 0.05;
    private const double StillHigh = 0.7;
    private const double NeverLarge = 1e-3;
    private const int Enough = 10;

    public override string Id => "low-learning-rate";

    public override string Title => "Learning rate too low";

    public override string Threshold =>
        "At the median update no weight moves by more than 5 % of itself in the whole run, of 1,000 steps at least (torchmortem: 1e-5 a step), no update was over a thousandth, and the loss is over 0.7 of its first.";

    public override string Why =>
        "Each step goes the right way, but so short a way that the valley is out of reach. The same number of longer steps would cost as much time and come much further.";

    public override int? Experiment => 10;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series losses = run[Quantity.LossMean];
        double update = WeightUpdates.Median(run);
        double travel = update * Math.Max(run.StepsInAll ?? 10_000, 1000);
        double gradient = run[Quantity.GradientNorm].Median();
        double left = losses.Median(5) / losses.First;
        // While the rate warms up its steps say nothing of the others.
        bool isWarm = run[Quantity.LearningRate].Greatest >= run.Plan.Optimizer.LearningRate / 2;
        if (losses.Count < Enough || !isWarm || !(update > 0) || !(WeightUpdates.Greatest(run) < NeverLarge) || !(travel < Travel) || !(left > StillHigh) || !(gradient > 0))
        {
            yield break;
        }

        double rate = run.Plan.Optimizer.LearningRate;
        double factor = Math.Clamp(Math.Pow(10, Math.Ceiling(Math.Log10(1e-3 / update))), 10, 10_000);
        yield return Say(
            run, Severity.Warning, "", $"A step changes the weights by {Show(update)} of themselves at most; the loss is {Show(losses.Median(5))} after {Show(losses.First)} at the start.",
            $"Take {Show(factor)} times the learning rate; a step of about a thousandth of the weights is usual.", ["--learning-rate", Option(rate * factor)],
            new Evidence("update over weights times the steps of the run, largest layer", travel, Travel), new Evidence("loss over the first", left, StillHigh), new Evidence("learning rate", rate));
    }
}
