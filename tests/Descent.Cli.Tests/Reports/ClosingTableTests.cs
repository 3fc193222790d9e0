using Descent.Cli.Reports;
using Descent.Training;

namespace Descent.Cli.Tests.Reports;

public sealed class ClosingTableTests
{
    [Theory]
    [InlineData(TrainingEnd.Finished, "closing")]
    [InlineData(TrainingEnd.StoppedEarly, "closing-early")]
    public void What_a_run_came_to_is_told_as_approved(TrainingEnd end, string name)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        ClosingTable.Write(terminal.Terminal, Sample.Outcome(Sample.Create(folder["run"]), end), "runs/2026-11-23T10-15-00-lenet");

        ApprovedOutput.Check(name, terminal.Output);
    }

    [Fact]
    public void The_result_line_takes_the_best_evidence_there_is()
    {
        using TemporaryFolder folder = new();
        TrainingOutcome outcome = Sample.Outcome(Sample.Create(folder["run"]));

        Assert.Equal("test accuracy 89.54 %  runs/a", ClosingTable.ResultLine(outcome, "runs/a"));
        Assert.Equal("validation accuracy 90.12 %  runs/a", ClosingTable.ResultLine(outcome with { Test = null }, "runs/a"));
        Assert.Equal("train accuracy 92.00 %  runs/a", ClosingTable.ResultLine(outcome with { Test = null, Validation = null }, "runs/a"));
    }
}
