using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A parameter gets no gradient at all.</summary>
internal sealed class NoGradientCheck : PreflightCheck
{
    public override string Id => "no-gradient";

    public override string Title => "Parameters without a gradient";

    public override string Threshold => "A parameter's gradient of the first batch is 0 in every number.";

    public override string Why =>
        "A parameter that gets no gradient never changes, as if it were not there. Most often its layer was never called, its output was thrown away, or the way back was cut by detach or no_grad.";

    public override int? Experiment => 12;

    protected override Finding? Look(RunHistory run, PreflightFacts facts)
    {
        // A bias right before a normalization takes no part either, which costs nothing; and so does a class's output that no label of the batch names in some losses.
        string[] untouched = [.. facts.Untouched.Where(name => run.Facts.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.IsWeight ?? true)];
        int weights = run.Facts.Parameters.Count(parameter => parameter.IsWeight);
        return untouched.Length == 0 ? null : Say(
            run, Severity.Error, untouched[0],
            untouched.Length == 1 ? $"{untouched[0]} gets no gradient." : $"{untouched[0]} and {untouched.Length - 1} other weights get no gradient.",
            "See that each layer's output reaches the loss, without detach, no_grad, rounding or argmax on the way.", [],
            new Evidence("weights without a gradient", untouched.Length, 0), new Evidence("weights", weights));
    }
}
