using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Without its inputs the network learns a batch as well as with them.</summary>
internal sealed class InputIgnoredCheck : PreflightCheck
{
    private const double Limit = 0.995;

    public override string Id => "input-ignored";

    public override string Title => "The inputs do not matter";

    public override string Threshold => "Learning 16 examples gives the same loss as with inputs of zeros, to half a percent (neural_net_checklist: an input-independent baseline must lose; one that wins learns something else).";

    public override string Why =>
        "With inputs of zeros a network can only learn how often each label occurs. One that does no better with the real inputs does not see them: they are empty, normalized away, or never reach the outputs.";

    public override int? Experiment => 12;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) =>
        facts.OverfitLast > 0.01 * facts.OverfitFirst && facts.BlindLast < facts.OverfitFirst && facts.OverfitLast / facts.BlindLast is >= Limit and <= 2 - Limit
            ? Say(
                run, Severity.Error, "", $"After {facts.OverfitSteps} updates 16 examples have a loss of {Show(facts.OverfitLast!.Value)}, and of {Show(facts.BlindLast!.Value)} with inputs of zeros.",
                "Look at the inputs as the network gets them: descent data show. See that they are not all alike, and that they reach the outputs.", [],
                new Evidence("loss with inputs over loss without", facts.OverfitLast.Value / facts.BlindLast.Value, Limit))
            : null;
}
