using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>In evaluation an example's outputs change with the examples beside it.</summary>
internal sealed class BatchDependenceCheck : PreflightCheck
{
    private const double Limit = 1e-3;

    public override string Id => "batch-dependence";

    public override string Title => "Examples mixed within a batch";

    public override string Threshold => "Alone an example has other outputs than in its batch, by over 1/1,000 of their size (neural_net_checklist: 1e-6 in exact arithmetic).";

    public override string Why =>
        "What the network says of one example must not depend on which others happen to lie beside it. A reshape over the batch, a softmax over the wrong dimension or batch statistics in evaluation mix them, and scores mean nothing then.";

    public override int? Experiment => 1;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.BatchDependence > Limit && !(facts.EvaluationNoise > Limit)
        ? Say(
            run, Severity.Error, "", $"In evaluation the first example's outputs change by {Percent(facts.BatchDependence.Value)} when it is alone.",
            "Look for a view, transpose or softmax over dimension 0, and for batch normalization that is not set to evaluation.", [],
            new Evidence("change of an example's outputs without its batch", facts.BatchDependence.Value, Limit))
        : null;
}
