using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Test examples are training examples too.</summary>
internal sealed class LeakCheck : PreflightCheck
{
    private const double Warn = 0.01;
    private const double Severe = 0.05;

    public override string Id => "test-in-train";

    public override string Title => "Test examples among the training examples";

    public override string Threshold => "Over 1 % of the test examples have the very bytes of a training example, an error over 5 % (Deepchecks: 5 %).";

    public override string Why =>
        "The test is there to say how the network does with examples that it has never seen. Those that it was trained on it may know by heart, so the score is too good by as much.";

    public override int? Experiment => 4;

    protected override Finding? Look(RunHistory run, PreflightFacts facts)
    {
        double share = facts.TestLookedUp is > 0 and { } all ? (double)facts.TestInTrain / all : 0;
        return share > Warn
            ? Say(
                run, share > Severe ? Severity.Error : Severity.Warning, "test", $"{facts.TestInTrain:N0} of {facts.TestLookedUp:N0} test examples are training examples too.",
                "Take them out of one of the two, and split before augmenting or copying examples.", [], new Evidence("test examples among the training examples", share, Warn))
            : null;
    }
}
