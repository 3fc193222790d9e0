using Descent.Cli.Reports;
using Descent.Runs;
using Descent.Runs.Metrics;

namespace Descent.Cli.Tests.Reports;

public sealed class RunViewTests
{
    [Fact]
    public void A_run_is_shown_as_approved()
    {
        using TemporaryFolder folder = new();
        RunFolder run = Sample.Create(folder["run"]);
        using (MetricsLog log = MetricsLog.Open(run.MetricsPath, 0))
        {
            for (int step = 10; step <= 100; step += 10)
            {
                log.Write(step, 0, "train/loss", 20.0 / step);
            }

            log.Write(100, 0, "validation/accuracy", 0.75);
        }

        Directory.CreateDirectory(Path.Combine(run.CheckpointsPath, "step-00000100"));
        run.WriteResult(Sample.Result(0.8954));
        using TestTerminal terminal = new();

        RunView.Write(terminal.Terminal, run, "runs/a");

        ApprovedOutput.Check("show", terminal.Output);
    }

    [Fact]
    public void A_run_without_anything_yet_tells_how_to_go_on()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        RunView.Write(terminal.Terminal, Sample.Create(folder["run"]), "runs/a");

        Assert.EndsWith("No metrics yet.\nNo checkpoint yet.\nGo on with: descent resume runs/a\n", terminal.Output, StringComparison.Ordinal);
    }
}
