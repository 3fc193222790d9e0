using Descent.Cli.Reports;
using Descent.Training.Evaluation;

namespace Descent.Cli.Tests.Reports;

public sealed class EvaluationViewTests
{
    [Fact]
    public void An_evaluation_is_told_as_approved()
    {
        using TestTerminal terminal = new();

        EvaluationView.Write(terminal.Terminal, Report(["Trouser", "Shirt [blue]", "Bag"]), "fashion-mnist");

        ApprovedOutput.Check("evaluation", terminal.Output);
    }

    [Fact]
    public void Examples_of_several_positions_are_told_apart_from_these()
    {
        using TestTerminal terminal = new();
        EvaluationReport report = Report(["a", "b", "c"]);

        EvaluationView.Write(terminal.Terminal, report with { Score = report.Score with { Examples = 12, Counted = 30, ExactMatch = 0.5 } }, "copy");

        Assert.StartsWith("copy: exact match 50.00 %, accuracy 90.00 %, loss 0.2812 over 12 test examples of 30 positions in all", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_matrix_too_wide_to_read_is_left_out()
    {
        using TestTerminal terminal = new();

        EvaluationView.Write(terminal.Terminal, Report([.. Enumerable.Range(0, 21).Select(i => $"class {i}")]), "many");

        Assert.DoesNotContain("Confusion", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("Most confused", terminal.Output, StringComparison.Ordinal);
    }

    private static EvaluationReport Report(IReadOnlyList<string> names) => new(
        new Score(0.2812, 0.9, 30),
        [.. names.Select((name, i) => new ClassScore(i, name, 10, 0.9, 0.8))],
        [.. names.Select((_, row) => names.Select((_, column) => row == column ? 9L : column == row + 1 ? 1L : 0L).ToArray())],
        [new ConfusedPair(names[0], names[1], 1), new ConfusedPair(names[1], names[2], 1)],
        [new WorstExample(17, names[0], names[1], 0.0123, 4.398)]);
}
