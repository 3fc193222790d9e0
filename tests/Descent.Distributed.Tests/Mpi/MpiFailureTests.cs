using System.Globalization;

namespace Descent.Distributed.Tests.Mpi;

/// <summary>What becomes of all ranks when one of them fails, or seems to.</summary>
public abstract class MpiFailureTests(string vendor)
{
    private readonly MpiVendor _vendor = MpiVendor.Of(vendor);

    [Fact]
    public async Task A_slow_rank_is_waited_for()
    {
        RankLaunch launch = await RankLaunch.Run(_vendor, 2, "fail", "is slow");
        Assert.True(launch.ExitCode == 0, launch.Output);
    }

    [Fact]
    public async Task An_exception_ends_all_ranks_and_is_shown()
    {
        RankLaunch launch = await Failed("throws", ranks: 2);
        Assert.Matches(@"Rank 1 on \S+ failed during computation of step 3: System.InvalidOperationException: the disk is full", launch.Output);
        Assert.Contains("FailingRank.Fail", launch.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rank_can_say_in_one_line_why_it_ends_all()
    {
        RankLaunch launch = await Failed("aborts", ranks: 2);
        Assert.Matches(@"Rank 1 on \S+ failed during computation of step 3: the disk is full\n", launch.Output);
    }

    [Fact]
    public async Task An_exit_code_ends_all_ranks() => Assert.Equal(7, (await Failed("returns", ranks: 2)).ExitCode);

    [Fact]
    public async Task A_rank_that_leaves_while_others_wait_for_it_has_failed()
    {
        RankLaunch launch = await Failed("leaves", ranks: 2);
        Assert.Matches(@"Rank 1 on \S+ failed during Barrier of step 3: it has ended", launch.Output);
    }

    // Only the first waits for the second, which the third watches.
    [Theory]
    [InlineData("owes a message", "Receive")]
    [InlineData("owes its group", "Barrier")]
    public async Task A_rank_that_leaves_while_one_waits_for_it_has_failed(string how, string call)
    {
        RankLaunch launch = await Failed(how, ranks: 3);
        Assert.Matches($@"Rank 1 on \S+ failed during {call} of step 3: it has ended", launch.Output);
    }

    [Fact]
    public async Task A_stopped_rank_is_named_and_none_stays()
    {
        RankLaunch launch = await Failed("-STOP", ranks: 3);
        Assert.Matches(@"Rank 1 on \S+ failed during Barrier of step 3: no sign of life for 2 s", launch.Output);
        Assert.Matches(@"rank 2 caught: Rank 1 on", launch.Output);
    }

    [Fact]
    public async Task A_killed_rank_ends_all() => await Failed("-KILL", ranks: 3);

    private async Task<RankLaunch> Failed(string how, int ranks)
    {
        RankLaunch launch = await RankLaunch.Run(_vendor, ranks, "fail", how);
        Assert.True(launch.ExitCode != 0, launch.Output);
        Assert.True(launch.Time < TimeSpan.FromSeconds(25), $"It took {launch.Time}.");
        Assert.Contains(FailingRank.Process, launch.Output, StringComparison.Ordinal);
        string process = launch.Output.Split(FailingRank.Process)[1].Split('.')[0];
        // The launcher has sent its SIGKILL, but need not have seen the end of what got it.
        Assert.True(
            SpinWait.SpinUntil(() => !IsRank(int.Parse(process, CultureInfo.InvariantCulture)), TimeSpan.FromSeconds(5)),
            $"Process {process} is still there:\n{launch.Output}");
        return launch;
    }

    private static bool IsRank(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains("rank", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // It is gone.
        }
    }
}
