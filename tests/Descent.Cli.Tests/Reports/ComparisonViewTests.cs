using Descent.Cli.Comparison;
using Descent.Cli.Reports;
using Descent.Cli.Tests.Comparison;
using Descent.Training.Evaluation;

namespace Descent.Cli.Tests.Reports;

public sealed class ComparisonViewTests
{
    [Fact]
    public void Tested_models_are_shown_as_approved()
    {
        using TestTerminal terminal = new();
        ComparisonView.Write(terminal.Terminal, RunComparison.Of(Tested()), "fashion-mnist", null);

        ApprovedOutput.Check("comparison", terminal.Output);
    }

    [Fact]
    public void Recorded_accuracies_are_shown_as_approved()
    {
        using TestTerminal terminal = new();
        RunComparison comparison = RunComparison.Of([RunComparisonTests.Recorded("runs/a", 800, 61_706), RunComparisonTests.Recorded("runs/b", 910, 203_530)]);
        ComparisonView.Write(terminal.Terminal, comparison, "folder:photos", "There is nothing at 'photos'.");

        ApprovedOutput.Check("comparison-recorded", terminal.Output);
    }

    [Fact]
    public void One_run_is_told_to_have_no_other()
    {
        using TestTerminal terminal = new();
        ComparisonView.Write(terminal.Terminal, RunComparison.Of(Tested()[..1]), "fashion-mnist", null);

        Assert.Contains("One run has nothing to be compared with", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Programs_get_one_object()
    {
        using StringWriter output = new() { NewLine = "\n" };
        ComparisonJson.Write(output, RunComparison.Of(Tested()), "fashion-mnist");

        ApprovedOutput.Check("comparison-json", output.ToString());
    }

    private static ComparedRun[] Tested() =>
    [
        Run("runs/2026-11-23T10-15-00-lenet", "lenet", 895, 61_706, 833_040, 0.1234),
        Run("runs/2026-11-23T11-00-00-mlp", "mlp", 870, 203_530, 407_306, 0.0312),
        Run("runs/2026-11-23T12-00-00-[wide]", "mlp", 897, 1_000_000, 2_000_000, 0.2),
    ];

    private static ComparedRun Run(string path, string network, int right, long parameters, long flops, double milliseconds) =>
        new(path, network, new Proportion(right, 1000), parameters)
        {
            Right = [.. Enumerable.Range(0, 1000).Select(i => i < right)],
            Flops = flops,
            Latency = TimeSpan.FromMilliseconds(milliseconds),
        };
}
