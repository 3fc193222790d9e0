using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Checks;

/// <summary>The loss goes on falling in training and rises in validation.</summary>
internal sealed class OverfittingCheck : Check
{
    private const double Gap = 1.1;
    private const double Severe = 1.5;

    public override string Id => "overfitting";

    public override string Title => "Overfitting";

    public override string Threshold => "The validation loss is over 1.1 times its best for two epochs while the training loss falls (Keras and others: a gap of a tenth).";

    public override string Why =>
        "The network learns its training examples by heart, their noise included, and that does not help with new ones. From the best validation loss on, more training makes it worse at its real work.";

    public override int? Experiment => 12;

    public override bool IsForUnseen => true;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series validation = run[Quantity.ValidationLoss];
        Series training = run[Quantity.EpochLoss];
        if (validation.Count < 3 || training.Count < 3)
        {
            yield break;
        }

        Point best = validation.Points.MinBy(point => point.Value);
        double now = validation.LeastOf(2);
        double then = training.Points.First(point => point.Epoch >= best.Epoch).Value;
        if (validation.Points[^2].Epoch <= best.Epoch || !(now > Gap * best.Value) || !(training.Last < then))
        {
            yield break;
        }

        yield return Say(
            run, now > Severe * best.Value ? Severity.Error : Severity.Warning, "",
            $"The validation loss was best in epoch {best.Epoch + 1} with {Show(best.Value)} and is {Show(now)} now, while the training loss fell from {Show(then)} to {Show(training.Last)}.",
            "Stop at the best epoch; or bring more variety (transforms, more data), weight decay or dropout.", ["--early-stop", "3", "--weight-decay", Option(Decay(run.Plan.Optimizer))],
            new Evidence("validation loss over its best", now / best.Value, Gap), new Evidence("training loss since then", training.Last / then));
    }

    // They help LeNet and a perceptron that learn 400 glyphs by heart; half of the one for plain gradients does not help the network of lab question 12.
    private static double Decay(OptimizerOptions optimizer) => optimizer switch
    {
        { WeightDecay: > 0 and var decay } => 10 * decay,
        AdamOptions { IsDecayDecoupled: true } => 0.1,
        SgdOptions or MomentumOptions => 0.01,
        _ => 0.001,
    };
}
