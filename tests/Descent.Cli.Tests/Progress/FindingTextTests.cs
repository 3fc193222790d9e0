using Descent.Cli.Progress;
using Descent.Lab;
using Descent.Runs.Findings;

namespace Descent.Cli.Tests.Progress;

public sealed class FindingTextTests
{
    private static readonly Finding Example = new()
    {
        Check = "dead-relu",
        Severity = Severity.Warning,
        Step = 1200,
        Epoch = 1,
        What = "81% of the units of relu1 are 0.",
        Evidence = [],
        Why = "They learn no more. The rest has to do their work.",
        Fix = "Take a smaller learning rate.",
        Options = ["--learning-rate", "0.0005"],
        Experiment = 17,
    };

    [Fact]
    public void Says_what_why_what_to_do_and_where_to_see_it() => Assert.Equal(
        [
            "warning: 81% of the units of relu1 are 0. [dead-relu, step 1,200]", "  why: They learn no more. The rest has to do their work.",
            "  do:  Take a smaller learning rate. (--learning-rate 0.0005)", "  see: descent lab run 17",
        ],
        FindingText.Lines(Example));

    [Fact]
    public void Names_no_experiment_that_there_is_not()
    {
        int missing = Enumerable.Range(1, 21).First(number => !ExperimentCatalog.Has(number));

        Assert.DoesNotContain(FindingText.Lines(Example with { Experiment = missing }), line => line.Contains("see:", StringComparison.Ordinal));
    }

    [Fact]
    public void The_severity_alone_is_colored() =>
        Assert.StartsWith("\e[33mwarning\e[0m: 81%", FindingText.Lines(Example, hasColors: true).First(), StringComparison.Ordinal);
}
