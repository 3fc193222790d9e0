using System.Diagnostics;
using System.Globalization;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;

namespace Descent.Distributed.Tests;

/// <summary>What happens to all when something happens to one: DESCENT_FAULTS=100 tries as many as one likes.</summary>
public sealed class FaultTests
{
    private const int Faults = 6;
    private static readonly string[] Kinds = ["KILL", "STOP", "USR2"];
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Ending = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_random_rank_that_is_killed_stopped_or_throws_is_named_and_all_end_within_ten_seconds()
    {
        int count = int.Parse(Environment.GetEnvironmentVariable("DESCENT_FAULTS") ?? $"{Faults}", CultureInfo.InvariantCulture);
        MpiVendor[] vendors = [MpiPresence.Require(MpiVendor.OpenMpi).Vendor, MpiPresence.Require(MpiVendor.Mpich).Vendor];
        Random random = new(11);
        for (int i = 0; i < count; i++)
        {
            Try(vendors[i % 2], Kinds[i / 2 % 3], random.Next(2), $"fault {i}");
        }
    }

    private static void Try(MpiVendor vendor, string signal, int rank, string name)
    {
        string folder = Directory.CreateTempSubdirectory("descent-fault-").FullName;
        long struck = 0;
        RankProcess[] processes = [];
        using StrikingStream output = new(() =>
        {
            processes = [.. RankProcess.Read(folder)];
            struck = Stopwatch.GetTimestamp();
            using Process kill = Process.Start("/bin/kill", ["-s", signal, $"{processes.Single(process => process.Rank == rank).Id}"]);
            kill.WaitForExit();
        });
        using MemoryStream error = new();

        LaunchEnd end = new RankLaunch(MpiPresence.Require(vendor), new LaunchOptions { Ranks = 2, Threads = 1 }, MpiPresence.RankProgram, ["together"], folder)
            .Run(output, error, TestContext.Current.CancellationToken);

        string what = $"{name}: {signal} of rank {rank} under {vendor}: {string.Join(" | ", end.Failures)} {end.MpirunSaid} {System.Text.Encoding.UTF8.GetString(error.ToArray())}";
        Assert.True(struck != 0, what);
        Assert.True(Stopwatch.GetElapsedTime(struck) < Longest, $"{Stopwatch.GetElapsedTime(struck)} {what}");
        Assert.True(end.ExitCode != 0 && end.Failures.Count > 0 && MpiPresence.Names(end.Failures[0], rank), what);
        Assert.True(processes.Length == 2, $"{string.Join(" | ", processes.AsEnumerable())} {what}");

        // One that ends is no longer found by its environment while the system still takes its memory away.
        Assert.True(SpinWait.SpinUntil(() => processes.All(process => process.IsGone), Ending), $"{string.Join(" | ", processes.Where(process => !process.IsGone))} {what}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{Stopwatch.GetElapsedTime(struck).TotalSeconds:F1} s  {signal} {vendor}: {end.Failures[0].Message}");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Strikes once when the ranks work together.</summary>
    private sealed class StrikingStream(Action strike) : MemoryStream
    {
        private bool _done;

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (!_done)
            {
                _done = true;
                strike();
            }
        }
    }
}
