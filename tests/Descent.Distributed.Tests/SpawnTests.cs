using System.Diagnostics;
using Descent.Distributed.Launching;

namespace Descent.Distributed.Tests;

public sealed class SpawnTests
{
    [Fact]
    public void Each_rank_does_the_work_once_and_the_parent_goes_on()
    {
        (int code, string output, string error) = RankProgram("hello");

        Assert.True(code == 0, error);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("rank 0 of 2, ", lines[..2].Order(StringComparer.Ordinal).First(), StringComparison.Ordinal);
        Assert.StartsWith("rank 1 of 2, ", lines[..2].Order(StringComparer.Ordinal).Last(), StringComparison.Ordinal);
        Assert.Equal("back in the parent", lines[2]);
    }

    [Fact]
    public void Ranks_of_the_second_call_do_not_do_the_work_of_the_first()
    {
        (int code, string output, string error) = RankProgram("twice");

        Assert.True(code == 0, error);
        Assert.Equal(["first 0", "first 1", "second 0", "second 1"], output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("throw", 0, "System.IO.InvalidDataException | the example is broken")]
    [InlineData("throw", 1, "System.IO.InvalidDataException | the example is broken")]
    [InlineData("kill", 1, " | Its process was ended by signal 9 (SIGKILL, by a person or because memory ran out).")]
    [InlineData("nest", 1, "System.InvalidOperationException | Spawn was called within the work of a rank. Start all ranks with one call.")]
    public void What_the_first_failing_rank_threw_is_thrown_in_the_parent(string how, int rank, string expected)
    {
        long start = Stopwatch.GetTimestamp();

        (int code, string output, string error) = RankProgram(how, $"{rank}");

        Assert.True(code == 3, output + error);
        Assert.Contains($"caught rank {rank} | {expected.TrimStart()}", output.Replace("  ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Primary job", error, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));
        if (how == "throw")
        {
            Assert.Contains("at Program.", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ranks_sum_together()
    {
        (int code, string output, string error) = RankProgram("shared");

        Assert.True(code == 0, error);
        Assert.Equal("sum 9\nsum 9\n", output);
    }

    [Fact]
    public void One_rank_is_this_process()
    {
        int process = 0;

        Ranks.Spawn(1, rank => (process, _) = (Environment.ProcessId, rank.Collective.Size));

        Assert.Equal(Environment.ProcessId, process);
        Assert.Throws<InvalidDataException>(() => Ranks.Spawn(1, _ => throw new InvalidDataException()));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ranks.Spawn(0, _ => { }));
    }

    [Fact]
    public void Threads_that_are_too_many_are_a_mistake_before_anything_is_started() => Assert.Throws<Runs.RunConfigurationException>(
        () => Ranks.Spawn(2, _ => { }, new LaunchOptions { Threads = 2, Cores = 2 }));

    private static (int Code, string Output, string Error) RankProgram(params string[] words)
    {
        MpiPresence.Require();
        ProcessStartInfo start = new(MpiPresence.RankProgram, words) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
