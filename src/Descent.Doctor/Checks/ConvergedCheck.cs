using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The loss is low and falls no more: there is nothing left to learn from these examples.</summary>
internal sealed class ConvergedCheck : Check
{
    private const double Low = 0.05;
    private const double Accurate = 0.995;

    public override string Id => "converged";

    public override string Title => "Converged";

    public override string Threshold => "The loss is under 5 % of guessing's, or the training accuracy over 99.5 %, for a quarter of the steps so far.";

    public override string Why =>
        "The training examples are learned, and more steps change little. What counts from here on is how the network does on examples that it has not seen.";

    public override int? Experiment => 2;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series losses = run[Quantity.LossMean];
        double guessing = LossTrend.GuessingLoss(run);
        Series newer = losses.From(run.Step * 3 / 4);
        double accuracy = run[Quantity.EpochAccuracy].Last;
        bool isLow = losses.Count >= 12 && newer.Median() < Low * guessing;
        if (!isLow && !(accuracy > Accurate && run[Quantity.EpochAccuracy].Count >= 3))
        {
            yield break;
        }

        yield return Say(
            run, Severity.Note, "", $"The training loss is {Show(newer.Median())}, {Percent(newer.Median() / guessing)} of that of guessing.",
            "Nothing needs to change; --early-stop ends runs when validation says so. descent doctor RUN --try proves whether it is a minimum.", [], new Evidence("loss over that of guessing", newer.Median() / guessing, Low));
    }
}
