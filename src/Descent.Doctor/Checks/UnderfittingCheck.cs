using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The training loss has come to rest far above 0, and new examples are no harder than those that it trains on.</summary>
internal sealed class UnderfittingCheck : Check
{
    private const double High = 0.4;
    private const double Guessing = 0.9;
    private const double Gap = 1.1;
    private const double Share = 0.6;
    private const int Epochs = 3;

    public override string Id => "underfitting";

    public override string Title => "Underfitting";

    public override string Threshold =>
        "After 60 % of the run the training loss is 0.4 to 0.9 of guessing's and no longer falls, and the validation loss is under 1.1 times the training loss (no gap: it is not the examples' number).";

    public override string Why =>
        "The network is too simple, or held back too much, to follow even the examples that it trains on. More examples or epochs of the same cannot help; more layers, units or freedom can.";

    public override int? Experiment => 4;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        double training = run[Quantity.EvaluatedLoss].Count > 0 ? run[Quantity.EvaluatedLoss].Last : run[Quantity.EpochLoss].Last;
        double gap = run[Quantity.ValidationLoss].Last / training;
        double guessing = LossTrend.GuessingLoss(run);
        if (run[Quantity.EpochLoss].Count < Epochs || run.Step < Share * (run.StepsInAll ?? double.PositiveInfinity) || LossTrend.Of(run) is not { IsFlat: true } trend
            || !(training > High * guessing) || !(trend.Level is > High and < Guessing) || !(gap < Gap))
        {
            yield break;
        }

        yield return Say(
            run, Severity.Warning, "", $"The training loss rests at {Show(training)}, {Percent(training / guessing)} of that of guessing, and the validation loss at {Show(run[Quantity.ValidationLoss].Last)}.",
            "Take a larger network, or less dropout, weight decay and augmentation.", run.Plan.Optimizer.WeightDecay > 0 ? ["--weight-decay", "0"] : [],
            new Evidence("training loss over that of guessing", training / guessing, High), new Evidence("validation loss over training loss", gap, Gap), new Evidence("fall of the loss in a quarter of the steps", trend.Fall));
    }
}
