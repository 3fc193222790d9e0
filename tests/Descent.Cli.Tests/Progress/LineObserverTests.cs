using Descent.Cli.Progress;

namespace Descent.Cli.Tests.Progress;

public sealed class LineObserverTests
{
    [Fact]
    public void Plain_lines_are_as_approved()
    {
        using TemporaryFolder folder = new();
        using StringWriter output = new() { NewLine = "\n" };
        LineObserver lines = new(output);

        lines.RunStarted(Sample.Start(Sample.Create(folder["run"])) with { FirstStep = 100 });
        lines.EpochFinished(Sample.Epoch(0));
        lines.EpochFinished(Sample.Epoch(1) with { Validation = null });
        lines.Noticed("a checkpoint was passed over");

        ApprovedOutput.Check("lines", output.ToString());
    }
}
