using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Random layers are at work in evaluation.</summary>
internal sealed class WrongModeCheck : PreflightCheck
{
    private const double Limit = 1e-3;

    public override string Id => "wrong-mode";

    public override string Title => "Random in evaluation";

    public override string Threshold => "The same inputs in evaluation have outputs that differ by over 1/1,000 of their size from one time to the next.";

    public override string Why =>
        "Dropout is for training; in evaluation all units work, and the same input has the same answer. A network that still draws then has worse scores than it deserves, and others on the next day.";

    public override int? Experiment => 19;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.EvaluationNoise > Limit
        ? Say(
            run, Severity.Error, "", $"In evaluation the same inputs give outputs that differ by {Percent(facts.EvaluationNoise.Value)}.",
            "Register every dropout layer in its module, or give functional.dropout the module's training flag.", [],
            new Evidence("difference of the same inputs' outputs in evaluation", facts.EvaluationNoise.Value, Limit), new Evidence("the same in training", facts.TrainingNoise ?? double.NaN))
        : null;
}
