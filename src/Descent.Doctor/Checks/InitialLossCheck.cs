using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The first loss is far above that of a guess.</summary>
internal sealed class InitialLossCheck : PreflightCheck
{
    private const double Warn = 2.5;
    private const int Examples = 8;
    private const double Severe = 5;

    public override string Id => "initial-loss";

    public override string Title => "First loss far from ln C";

    public override string Threshold => "The loss of a first batch of 8 examples or more is over 2.5 times ln C (neural_net_checklist: 1.75, which He's scheme passes in a last layer), an error over 5 times.";

    public override string Why =>
        "A network that knows nothing should give each of C classes about the same probability, and then the loss is ln C. A far greater one means that it begins sure of wrong answers, and has to unlearn them first.";

    public override int? Experiment => 9;

    protected override Finding? Look(RunHistory run, PreflightFacts facts)
    {
        double ratio = (facts.InitialLoss / facts.ChanceLoss) ?? double.NaN;
        return ratio > Warn && run.Plan.Training.BatchSize >= Examples
            ? Say(
                run, ratio > Severe ? Severity.Error : Severity.Warning, "", $"The first batch's loss is {Show(facts.InitialLoss!.Value)} where a guess has {Show(facts.ChanceLoss!.Value)}.",
                "Draw smaller initial weights, above all of the last layer, and see that inputs are normalized.", [],
                new Evidence("first loss over ln C", ratio, Warn), new Evidence("ln C", facts.ChanceLoss.Value))
            : null;
    }
}
