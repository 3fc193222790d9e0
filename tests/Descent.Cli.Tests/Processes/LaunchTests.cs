using System.Diagnostics;
using System.Globalization;
using Descent.Distributed.Launching;

namespace Descent.Cli.Tests.Processes;

/// <summary>Launches of one rank: what many ranks do together is tested where they do it.</summary>
public sealed class LaunchTests
{
    private static readonly string[] Long = ["train", "mlp", "--data", "glyphs:200", "--batch-size", "16", "--epochs", "1000", "--checkpoint-every", "20", "--output", "run"];

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void A_launched_training_speaks_logs_and_ends_well(string mpi)
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, "-n", "2", "--mpi", mpi, "--threads", "1", "--", "train", "mlp", "--data", "glyphs:200", "--epochs", "1", "--output", "run");

        Assert.True(launch.WaitForExit() == 0, launch.Error);
        Assert.Contains("epoch 1/1  loss ", launch.Output, StringComparison.Ordinal);
        Assert.Contains("  descent evaluate run", launch.Output, StringComparison.Ordinal);
        Assert.Contains("epoch 1/1  loss ", File.ReadAllText(folder["run/logs/rank-0.log"]), StringComparison.Ordinal);
        Assert.Equal("", launch.Error.Trim());
        Assert.Contains("\"--threads\"", File.ReadAllText(folder["run/run.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void In_exact_mode_one_thread_computes_however_many_cores_a_rank_has()
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, "-n", "1", "--", "train", "mlp", "--data", "glyphs:200", "--epochs", "1", "--exact", "--output", "run");

        Assert.True(launch.WaitForExit() == 0, launch.Error);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public void A_signal_to_the_launcher_becomes_a_checkpoint_of_the_ranks(string signal, int code)
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, ["-n", "2", "--restarts", "3", "--", .. Long, "--json"]);
        launch.ReadTo("\"checkpoint\"");
        launch.Signal(signal);

        Assert.Equal(code, launch.WaitForExit());
        Assert.Contains("Stopping after this step", launch.Error, StringComparison.Ordinal);
        Assert.Contains("Go on with: descent launch -n 2 -- resume run", launch.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Starting again", launch.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_killed_rank_is_named_and_the_run_is_started_again_from_its_checkpoint()
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, ["-n", "2", "--restarts", "1", "--", .. Long, "--json"]);
        launch.ReadTo("\"checkpoint\"");
        // A checkpoint is written while training goes on; the second begins when the first is there.
        launch.ReadTo("\"checkpoint\"");
        Signal("KILL", Rank(folder, 1));
        launch.WaitUntilErrorSays("Starting again, 1 of 1, from the last checkpoint");
        Assert.Contains("error Rank 1 on ", launch.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("-------", launch.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("\"firstStep\":0,", launch.ReadTo("\"start\""), StringComparison.Ordinal);
        launch.ReadTo("\"checkpoint\"");
        Signal("KILL", Rank(folder, 1));

        Assert.Equal(137, launch.WaitForExit());
        Assert.Contains("exit code 137", launch.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openmpi")]
    [InlineData("mpich")]
    public void Neither_a_killed_launcher_nor_a_stopped_rank_leaves_anything_behind(string mpi)
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, ["-n", "2", "--mpi", mpi, "--", .. Long, "--json"]);
        launch.ReadTo("\"checkpoint\"");
        int[] ranks = [Rank(folder, 0), Rank(folder, 1)];
        Signal("STOP", ranks[1]);
        launch.Signal("KILL");
        launch.WaitForExit();

        long start = Stopwatch.GetTimestamp();
        while (ranks.Any(rank => Directory.Exists($"/proc/{rank}")))
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(10));
            Thread.Sleep(10);
        }
    }

    [Fact]
    public void A_mistake_that_only_a_rank_can_see_is_told_once_and_not_tried_again()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["bad.csv"], "a,b\n1,x\n2\n");
        using DescentProcess launch = Launch(folder, "-n", "2", "--restarts", "2", "--", "train", "mlp", "--data", "csv:bad.csv", "--output", "run");

        Assert.Equal(2, launch.WaitForExit());
        Assert.Matches("^error Rank [01] on ", launch.Error);
        Assert.DoesNotContain("Starting again", launch.Error, StringComparison.Ordinal);
    }

    // What mpirun sends to those that a failed rank left is no user's wish.
    [Fact]
    public void A_rank_that_is_terminated_stops_with_a_checkpoint_and_answers_nobody()
    {
        using TemporaryFolder folder = new();
        using DescentProcess launch = Launch(folder, ["-n", "1", "--", .. Long, "--json"]);
        launch.ReadTo("\"checkpoint\"");
        Signal("TERM", Rank(folder, 0));

        Assert.Equal(143, launch.WaitForExit());
        Assert.StartsWith("Stopped after step ", launch.Error.TrimStart(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_script_of_the_checkout_never_builds_for_a_rank()
    {
        using TemporaryFolder folder = new();
        File.Copy(Path.Combine(Repository.Root, "descent"), folder["descent"]);
        ProcessStartInfo start = new(folder["descent"], ["env"]) { RedirectStandardError = true };
        start.Environment["PMI_RANK"] = "1";
        using Process process = Process.Start(start)!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(2, process.ExitCode);
        Assert.Contains("may not be built here. Build it first: ", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["artifacts"]));
    }

    private static DescentProcess Launch(TemporaryFolder folder, params string[] words)
    {
        string mpi = words.SkipWhile(word => word != "--mpi").Skip(1).FirstOrDefault() ?? "";
        Assert.SkipUnless(
            Mpirun.All().Any(found => mpi.Length == 0 || string.Equals($"{found.Vendor}", mpi, StringComparison.OrdinalIgnoreCase)),
            $"no mpirun here: apt install {(mpi == "mpich" ? "mpich" : "openmpi-bin")}");
        return new DescentProcess(folder.Path, ["launch", .. words]);
    }

    private static int Rank(TemporaryFolder folder, int number) =>
        int.Parse(File.ReadAllText(folder[$"run/logs/rank-{number}.process"]).Split(' ')[^1], CultureInfo.InvariantCulture);

    private static void Signal(string name, int process)
    {
        using Process kill = Process.Start("/bin/kill", ["-s", name, process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
