using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The network's inputs are far from mean 0 and deviation 1.</summary>
internal sealed class InputScaleCheck : PreflightCheck
{
    private const double Mean = 2;
    private const double Deviation = 10;
    private const double Narrow = 1.0 / 3;

    public override string Id => "input-scale";

    public override string Title => "Inputs out of scale";

    public override string Threshold => "The first batch's inputs have a mean beyond ±2, or a deviation over 10 or under 1/3 (DLCheck: mean over 10, deviation over 100; UMLAUT: mean over 0.2).";

    public override string Why =>
        "Initial weights are drawn for inputs of mean 0 and deviation 1. With others the first layer's outputs are too large or too small by as much, and so is every gradient.";

    public override int? Experiment => 1;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) =>
        Math.Abs(facts.InputMean ?? 0) > Mean || facts.InputDeviation is > Deviation or < Narrow
            ? Say(
                run, facts.InputDeviation == 0 ? Severity.Error : Severity.Warning, "input", $"The first batch's inputs have mean {Show(facts.InputMean!.Value)} and deviation {Show(facts.InputDeviation!.Value)}.",
                "Look for a few extreme values that widen the normalizer's deviation, for constant inputs, and for scaling inside of the network.", [],
                new Evidence("mean", facts.InputMean.Value, Mean), new Evidence("deviation", facts.InputDeviation.Value, facts.InputDeviation > 1 ? Deviation : Narrow))
            : null;
}
