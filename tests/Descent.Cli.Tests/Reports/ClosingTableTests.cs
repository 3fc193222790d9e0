using Descent.Cli.Reports;
using Descent.Data.Sources;
using Descent.Training;

namespace Descent.Cli.Tests.Reports;

public sealed class ClosingTableTests
{
    [Theory]
    [InlineData(TrainingEnd.Finished, false, "closing")]
    [InlineData(TrainingEnd.StoppedEarly, false, "closing-early")]
    [InlineData(TrainingEnd.Finished, true, "closing-tokens")]
    public void What_a_run_came_to_is_told_as_approved(TrainingEnd end, bool ofTokens, string name)
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        TrainingOutcome outcome = Sample.Outcome(Sample.Create(folder["run"]), end);
        outcome = ofTokens ? outcome with { Test = outcome.Test! with { ExactMatch = 0.75 } } : outcome;
        ArrayFormat input = ofTokens ? new ArrayFormat(ElementType.Int64, 17) : new ArrayFormat(ElementType.UInt8, 1, 28, 28);

        ClosingTable.Write(terminal.Terminal, outcome, "runs/2026-11-23T10-15-00-lenet", input);

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
