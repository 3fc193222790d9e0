using System.Diagnostics;
using System.Text;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests.Launching;

public sealed class RankLaunchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("descent-launch-").FullName;

    public static TheoryData<MpiVendor> Vendors() => [MpiVendor.OpenMpi, MpiVendor.Mpich];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Vendors))]
    public void Rank_0_speaks_on_the_screen_and_every_rank_into_its_log(MpiVendor vendor)
    {
        using MemoryStream output = new(), error = new();

        LaunchEnd end = Launch(vendor, 2, "talk").Run(output, error, TestContext.Current.CancellationToken);

        Assert.Equal((0, 0), (end.ExitCode, end.Failures.Count));
        Assert.Equal("this is rank 0\n\r\e[K10 %\r\e[K20 %\n", Encoding.UTF8.GetString(output.ToArray()));
        Assert.Equal("rank 0 complains\n", Encoding.UTF8.GetString(error.ToArray()));
        Assert.Equal("20 %\nrank 0 complains\nthis is rank 0\n", Sorted("rank-0.log"));
        Assert.Contains("this is rank 1\n", File.ReadAllText(Path.Combine(_folder, "rank-1.log")), StringComparison.Ordinal);
        Assert.Equal(["rank-0.log", "rank-1.log"], Directory.EnumerateFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void More_ranks_than_cores_are_started_too(MpiVendor vendor)
    {
        using MemoryStream output = new();

        LaunchEnd end = new RankLaunch(MpiPresence.Require(vendor), new LaunchOptions { Ranks = Environment.ProcessorCount + 2 }, MpiPresence.RankProgram, ["talk"], _folder)
            .Run(output, Stream.Null, TestContext.Current.CancellationToken);

        Assert.Equal(0, end.ExitCode);
        Assert.Equal(Environment.ProcessorCount + 2, Directory.EnumerateFiles(_folder, "*.log").Count());
    }

    [Theory]
    [InlineData(MpiVendor.OpenMpi)]
    public void A_rank_that_ends_without_a_word_is_named_with_its_code(MpiVendor vendor)
    {
        LaunchEnd end = Launch(vendor, 2, "end", "1").Run(Stream.Null, Stream.Null, TestContext.Current.CancellationToken);

        RankFailure failure = Assert.Single(end.Failures);
        Assert.Equal((1, 7, 7), (failure.Rank, failure.ExitCode, end.ExitCode));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void A_rank_that_is_killed_is_named_and_nothing_is_left(MpiVendor vendor)
    {
        RankProcess[] ranks = [];
        LaunchEnd end = Launch(vendor, 2, "sleep").Run(Meanwhile(() => Signal("KILL", (ranks = WaitForRanks(2))[1])), Stream.Null, TestContext.Current.CancellationToken);

        RankFailure failure = end.Failures[0];
        Assert.True(MpiPresence.Names(failure, 1), failure.Message);
        // Hydra does not always say how the one ended that was lost first.
        Assert.True(end.ExitCode == 137 || (vendor == MpiVendor.Mpich && end.ExitCode == 1), failure.Message);
        Assert.All(ranks, rank => Assert.True(rank.IsGone));
    }

    [Theory]
    [MemberData(nameof(Vendors))]
    public void A_wish_to_stop_reaches_the_ranks_and_is_no_failure(MpiVendor vendor)
    {
        using CancellationTokenSource stop = new();
        LaunchEnd end = Launch(vendor, 2, "sleep").Run(
            Meanwhile(() =>
            {
                WaitForRanks(2);
                stop.Cancel();
            }),
            Stream.Null, stop.Token);

        // This program does not listen to SIGUSR1, which ends its long sleep; which code mpirun makes of that differs from time to time.
        Assert.Empty(end.Failures);
    }

    private RankLaunch Launch(MpiVendor vendor, int ranks, params string[] words) =>
        new(MpiPresence.Require(vendor), new LaunchOptions { Ranks = ranks, Threads = 1 }, MpiPresence.RankProgram, words, _folder);

    private string Sorted(string log) => string.Concat(File.ReadLines(Path.Combine(_folder, log)).Order(StringComparer.Ordinal).Select(line => line + "\n"));

    private RankProcess[] WaitForRanks(int count)
    {
        long start = Stopwatch.GetTimestamp();
        while (Directory.EnumerateFiles(_folder, "rank-*.process").Count(path => new FileInfo(path).Length > 0) < count)
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(60));
            Thread.Sleep(10);
        }

        return [.. RankProcess.Read(_folder).OrderBy(rank => rank.Rank)];
    }

    // Begins as soon as the first rank writes.
    private static CallbackStream Meanwhile(Action action) => new(action);

    private static void Signal(string name, RankProcess rank)
    {
        using Process kill = Process.Start("/bin/kill", ["-s", name, $"{rank.Id}"]);
        kill.WaitForExit();
    }

    private sealed class CallbackStream(Action action) : MemoryStream
    {
        private Task? _task;

        public override void Write(ReadOnlySpan<byte> buffer) => _task ??= Task.Run(action);
    }
}
