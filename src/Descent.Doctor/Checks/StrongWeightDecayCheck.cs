using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Checks;

/// <summary>Weight decay pulls the weights to 0 faster than the gradient holds them, and the loss stays high.</summary>
internal sealed class StrongWeightDecayCheck : Check
{
    private const double Shrunk = 0.5;
    private const double High = 0.5;
    private const double Rise = 1.3;
    private const double Pull = 2;
    private const double Shrinks = 0.9;
    private const int Enough = 5;

    public override string Id => "strong-weight-decay";

    public override string Title => "Weight decay too strong";

    public override string Threshold => "The weights' norm has fallen under half of the first, or under 0.9 while the decay's part of the gradient is over twice the loss's; and the loss is over 0.5 of guessing's or 1.3 times its best.";

    public override string Why =>
        "Weight decay takes a share of every weight in every step. Where that is more than the gradient gives back, the network forgets faster than it learns.";

    public override int? Experiment => 12;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        double decay = run.Plan.Optimizer.WeightDecay;
        Series[] norms = [.. run.Facts.Parameters.Where(parameter => parameter.IsWeight).Select(parameter => run[Quantity.Weight(parameter.Name)])];
        if (!(decay > 0) || norms.Length == 0 || norms.Any(norm => norm.Count < Enough))
        {
            yield break;
        }

        double shrunk = Math.Sqrt(norms.Sum(norm => norm.Last * norm.Last) / norms.Sum(norm => norm.First * norm.First));
        double pull = run.Plan.Optimizer is AdamWOptions ? 0 : decay * Math.Sqrt(norms.Sum(norm => norm.Last * norm.Last)) / run[Quantity.GradientNorm].Median(Enough);
        Series losses = run[Quantity.LossMean];
        double now = losses.Median(3);
        double level = now / LossTrend.GuessingLoss(run);
        if (!(shrunk < Shrunk || (shrunk < Shrinks && pull > Pull)) || !(level > High || (now > Rise * losses.Least && level > 0.1)))
        {
            yield break;
        }

        yield return Say(
            run, level > 0.9 ? Severity.Error : Severity.Warning, "", $"The weights have shrunk to {Percent(shrunk)} of their first norm under a weight decay of {Show(decay)}, and the loss is {Show(now)}.",
            "Take a hundredth of the weight decay.", ["--weight-decay", Option(decay / 100)],
            new Evidence("weights' norm over the first", shrunk, Shrunk), new Evidence("decay's part of the gradient over the loss's", pull, Pull), new Evidence("loss over that of guessing", level, High), new Evidence("weight decay", decay));
    }
}
