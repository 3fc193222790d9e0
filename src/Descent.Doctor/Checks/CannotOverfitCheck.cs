using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A few examples cannot be learned by heart.</summary>
internal sealed class CannotOverfitCheck : PreflightCheck
{
    private const double Limit = 0.95;

    public override string Id => "cannot-overfit";

    public override string Title => "One batch cannot be learned";

    public override string Threshold => "After 20 to 50 updates on 16 examples, which were taken back, their loss is still over 0.95 of what it was.";

    public override string Why =>
        "Any network with more weights than examples can learn a handful of them by heart. If it cannot even do that, something between the weights and the loss is broken, and more data will not help.";

    public override int? Experiment => 12;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.OverfitFirst > 0 && !(facts.OverfitLast <= Limit * facts.OverfitFirst)
        ? Say(
            run, Severity.Error, "", $"{facts.OverfitSteps} updates on 16 examples brought their loss from {Show(facts.OverfitFirst.Value)} to {Show(facts.OverfitLast!.Value)} only.",
            "Look for an activation that cuts all gradients off, weights that all begin alike, a loss of the wrong kind, or labels that do not belong to the inputs.", [],
            new Evidence("loss after over before", facts.OverfitLast.Value / facts.OverfitFirst.Value, Limit))
        : null;
}
