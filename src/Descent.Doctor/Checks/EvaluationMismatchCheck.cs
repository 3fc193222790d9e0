using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The network does one thing in training and another in use, on the same examples.</summary>
internal sealed class EvaluationMismatchCheck : Check
{
    private const double Gap = 0.15;
    private const double LossRatio = 2;
    private const int Epochs = 2;

    public override string Id => "evaluation-mismatch";

    public override string Title => "Training and use differ";

    public override string Threshold =>
        "In two epochs in a row training examples are 15 points less accurate, or have over twice the loss and a tenth of guessing's more, in use than in the epoch's training.";

    public override string Why =>
        "In use dropout is off and batch normalization takes the statistics that it kept, so the same example gets another answer than in training. Where that answer is much worse, the network that is shipped is not the one that was trained.";

    public override int? Experiment => 18;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        if (run[Quantity.EvaluatedLoss].Count < Epochs || run[Quantity.EpochLoss].Count < Epochs)
        {
            yield break;
        }

        double accuracyGap = Newest(run, Quantity.EpochAccuracy, Quantity.EvaluatedAccuracy, (training, use) => training - use);
        double lossGap = Newest(run, Quantity.EvaluatedLoss, Quantity.EpochLoss, (use, training) => (use - training) / LossTrend.GuessingLoss(run));
        double lossRatio = Newest(run, Quantity.EvaluatedLoss, Quantity.EpochLoss, (use, training) => use / training);
        bool isWorse = accuracyGap > Gap || (lossRatio > LossRatio && lossGap > 0.1);
        if (!isWorse)
        {
            yield break;
        }

        string? norm = run.Facts.Layers.FirstOrDefault(layer => layer.Kind.StartsWith("BatchNorm", StringComparison.Ordinal))?.Name;
        yield return Say(
            run, Severity.Error, norm ?? "",
            $"The epoch's training loss was {Show(run[Quantity.EpochLoss].Last)}; in use the same examples have {Show(run[Quantity.EvaluatedLoss].Last)}"
            + (double.IsNaN(accuracyGap) ? "." : $", with an accuracy of {Percent(run[Quantity.EvaluatedAccuracy].Last)} after {Percent(run[Quantity.EpochAccuracy].Last)}."),
            norm is null ? "Look for a layer that does something else in evaluation, such as dropout that does not scale." : "Take a larger batch or a greater momentum of the running statistics, or layer normalization.",
            [], new Evidence("accuracy in training less that in use", accuracyGap, Gap), new Evidence("loss in use over that in training", lossRatio, LossRatio));
    }

    // The smaller of the last two: one epoch decides nothing.
    private static double Newest(RunHistory run, string one, string other, Func<double, double, double> compare) =>
        run[one].Count < Epochs || run[other].Count < Epochs ? double.NaN
            : run[one].Points.TakeLast(Epochs).Zip(run[other].Points.TakeLast(Epochs), (a, b) => compare(a.Value, b.Value)).Min();
}
