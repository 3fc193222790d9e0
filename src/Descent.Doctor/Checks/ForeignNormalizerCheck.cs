using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The normalizer was fitted on something else than the training split.</summary>
internal sealed class ForeignNormalizerCheck : PreflightCheck
{
    public override string Id => "foreign-normalizer";

    public override string Title => "Normalizer not fitted on the training split";

    public override string Threshold => "The fingerprint of the examples that the normalizer was fitted on is not that of the training split.";

    public override string Why =>
        "Statistics that have seen validation or test examples let something of them leak into training. Statistics of other data scale every input in another way than the network will meet later.";

    public override int? Experiment => 1;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.IsNormalizerOfTrain == false
        ? Say(run, Severity.Error, "normalizer", "The normalizer was fitted on other examples than the training split.", "Fit it on the training split: Normalizer.Fit.", [], new Evidence("fitted on the training split", 0, 1))
        : null;
}
