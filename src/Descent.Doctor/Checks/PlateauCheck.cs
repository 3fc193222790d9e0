using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Checks;

/// <summary>The loss stays where guessing has it.</summary>
internal sealed class PlateauCheck : Check
{
    private const double High = 0.9;
    private const double Share = 0.3;
    private const int Steps = 100;

    public override string Id => "plateau";

    public override string Title => "Plateau";

    public override string Threshold =>
        "After 100 steps and 30 % of the run the loss is over 0.9 of guessing's, and falls by less than 3 % in a quarter of the steps or within twice its noise (SageMaker: not decreasing).";

    public override string Why =>
        "A flat place is not always the bottom: it may be a ledge on the way down, from which small gradients lead on. Or nothing that the network gets says anything of the labels.";

    public override int? Experiment => 2;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        if (run.Step < Math.Max(Steps, Share * (run.StepsInAll ?? 0)) || LossTrend.Of(run) is not { } trend || !trend.IsFlat || !(trend.Level > High))
        {
            yield break;
        }

        yield return Say(
            run, Severity.Warning, "", $"The loss is {Show(trend.Now)} after {run.Step} steps, {Percent(trend.Level)} of that of guessing, and no longer falls.",
            "Let descent doctor RUN --try find out which it is, a minimum, a saddle, a ledge or vanished gradients, and what leads off it. Check that inputs and labels belong together.",
            run.Plan.Optimizer is AdamOptions ? [] : ["--optimizer", "adam"], new Evidence("loss over that of guessing", trend.Level, High), new Evidence("fall of the loss in a quarter of the steps", trend.Fall),
            new Evidence("gradient norm", run[Quantity.GradientNorm].Median(5)));
    }
}
