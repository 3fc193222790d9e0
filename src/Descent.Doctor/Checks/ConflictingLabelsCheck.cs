using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The same input occurs with different labels.</summary>
internal sealed class ConflictingLabelsCheck : PreflightCheck
{
    private const double Warn = 0.002;
    private const double Severe = 0.05;

    public override string Id => "conflicting-labels";

    public override string Title => "The same input with different labels";

    public override string Threshold => "Over 0.2 % of the training examples have an input that occurs with another label too (Deepchecks: none), an error over 5 %.";

    public override string Why =>
        "Of one input with two labels one must be wrong, and nothing can learn both. What is learned by heart there is noise, and the loss can never reach 0.";

    public override int? Experiment => 12;

    protected override Finding? Look(RunHistory run, PreflightFacts facts)
    {
        double share = run.Facts.TrainExamples is > 0 and { } all ? (double)facts.Conflicting / all : 0;
        return share > Warn
            ? Say(
                run, share > Severe ? Severity.Error : Severity.Warning, "labels", $"{facts.Conflicting:N0} training examples have an input that occurs with another label too.",
                "Look at them and correct their labels, or take them out.", [],
                new Evidence("training examples with conflicting labels", share, Warn), new Evidence("training examples that occur more than once", facts.Repeated))
            : null;
    }
}
