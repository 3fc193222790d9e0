using Descent.Cli.Reports;
using Descent.Runs;
using Descent.Runs.Metrics;

namespace Descent.Cli.Tests.Reports;

public sealed class RunsTableTests
{
    [Fact]
    public void Runs_are_listed_as_approved()
    {
        using TemporaryFolder folder = new();
        Sample.Create(folder["2026-11-23T10-15-00-lenet"]).WriteResult(Sample.Result(0.8954));
        Sample.Create(folder["2026-11-23T11-00-00-mlp"], "mlp", "folder:[photos]").WriteResult(Sample.Result(0.85) with { Status = RunStatus.EarlyStopped });
        RunFolder unfinished = Sample.Create(folder["2026-11-23T12-00-00-lenet"]);
        using (MetricsLog log = MetricsLog.Open(unfinished.MetricsPath, 0))
        {
            log.Write(1230, 1, "train/loss", 0.5);
        }

        using TestTerminal terminal = new();
        RunsTable.Write(terminal.Terminal, RunFolder.List(folder.Path, out _), path => $"runs/{Path.GetFileName(path)}");

        ApprovedOutput.Check("runs-list", terminal.Output);
    }

    [Fact]
    public void A_folder_without_runs_tells_how_to_make_one()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();

        Assert.Equal(0, terminal.Run("runs", "list", "--in", folder.Path));
        Assert.Contains("Make one: descent train lenet", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_cannot_be_read_is_left_out_and_told()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder["broken"]);
        File.WriteAllText(Path.Combine(folder["broken"], "run.json"), "{");
        using TestTerminal terminal = new();

        Assert.Equal(0, terminal.Run("runs", "list", "--in", folder.Path));
        Assert.Contains("left out: ", terminal.Error, StringComparison.Ordinal);
    }
}
