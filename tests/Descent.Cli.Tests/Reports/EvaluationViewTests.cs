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
