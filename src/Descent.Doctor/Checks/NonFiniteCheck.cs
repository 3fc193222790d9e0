using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A step was refused because a number in it was NaN or infinite.</summary>
internal sealed class NonFiniteCheck : Check
{
    public override string Id => "not-finite";

    public override string Title => "NaN or infinity";

    public override string Threshold => "Any loss or gradient that is not finite.";

    public override string Why =>
        "One NaN spreads to every weight in one update, and no later step can bring them back. The step was refused before that, so the run can go on from the weights before it.";

    public override int? Experiment => 10;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        if (run.Refused is not { } refused)
        {
            yield break;
        }

        double rate = run.Plan.Optimizer.LearningRate;
        yield return refused.Layer == "input"
            ? Say(
                run, Severity.Error, $"batch {refused.Batch} of epoch {refused.Epoch}", $"Step {refused.Step} was refused: {refused.What}",
                "Correct or remove the examples; descent replay names them.", [], new Evidence("step refused", refused.Step))
            : Say(
                run, Severity.Error, refused.Layer, $"Step {refused.Step} was refused: {refused.What}",
                $"Start again with a tenth of the learning rate, or limit the gradient's norm; descent replay shows the layer, the operator and the example.",
                ["--learning-rate", Option(rate / 10), "--clip-norm", "1"], new Evidence("step refused", refused.Step), new Evidence("learning rate", rate));
    }
}
