using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Tests.Checks;

public sealed class HealthyRunTests
{
    [Fact]
    public void Of_a_healthy_run_nothing_is_said_whenever_it_is_asked()
    {
        for (long step = 1; step <= SyntheticRun.Steps; step += 10)
        {
            Assert.DoesNotContain(CheckCatalog.Look(new SyntheticRun().Until(step)), finding => finding.Severity > Severity.Note);
        }
    }

    [Fact]
    public void Of_what_was_not_measured_nothing_is_said()
    {
        RunHistory empty = new(new SyntheticRun().Until().Manifest, new RunFacts());

        Assert.Empty(CheckCatalog.Look(empty));
    }

    [Fact]
    public void A_history_until_a_step_is_what_was_known_then()
    {
        RunHistory known = new SyntheticRun().Until().Until(200);

        Assert.Equal(200, known.Step);
        Assert.Equal(200, known[Quantity.LossMean].Points[^1].Step);
        Assert.Equal(4, known[Quantity.EpochLoss].Count);
    }
}
