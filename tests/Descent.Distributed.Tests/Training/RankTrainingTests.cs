using System.Runtime.InteropServices;
using Descent.Distributed.Tests.Mpi;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;

namespace Descent.Distributed.Tests.Training;

/// <summary>Real processes over MPI train with shuffling, augmentation, dropout and running statistics.</summary>
public sealed class RankTrainingTests(UnbrokenRun unbroken) : RankRuns, IClassFixture<UnbrokenRun>
{
    [Theory]
    [InlineData("lenet", "Open MPI", "MPICH")]
    [InlineData("random", "MPICH", "Open MPI")]
    public async Task Exact_runs_are_the_same_bytes_on_one_two_and_four_processes(string network, string vendor, string other)
    {
        RunFiles one = RunFiles.Of(await Train(vendor, 1, network, "one", 0, "exact"));
        RunFiles two = RunFiles.Of(await Train(other, 2, network, "two", 0, "exact"));
        RunFiles four = RunFiles.Of(await Train(vendor, 4, network, "four", 0, "exact"));

        Assert.Contains("\"step\":210,", one.State, StringComparison.Ordinal);
        Assert.Equal(one, two);
        Assert.Equal(one, four);
    }

    [Fact]
    public async Task An_exact_run_stopped_by_four_goes_on_with_two_and_ends_with_one_in_the_same_bytes()
    {
        string stopped = await Train("Open MPI", 4, "random", "stopped", 7, "exact", "short", "reader");
        await Train("Open MPI", 2, "random", "stopped", 19, "exact", "short");
        Assert.False(Directory.Exists(Path.Combine(stopped, "model")));
        await Train("Open MPI", 1, "random", "stopped", 0, "exact", "short");

        Assert.Equal(await unbroken.Files, RunFiles.Of(stopped));
    }

    [Fact]
    public async Task A_plain_run_of_two_ends_alike_on_both_and_goes_on_with_one()
    {
        string run = await Train("Open MPI", 2, "random", "plain", 20, "short");
        await Train("Open MPI", 1, "random", "plain", 0, "short");

        Assert.Equal(30, File.ReadLines(Path.Combine(run, "metrics.jsonl")).Count(line => line.Contains("learning-rate", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sharded_optimizer_state_changes_no_byte_of_a_run_and_checkpoints_by_shards_go_on_on_any_number_of_ranks()
    {
        string cut = await Train("MPICH", 4, "random", "cut", 7, "exact", "short", "often", "shards");
        Assert.Equal([4, 4], RunFiles.Writers(cut)); // Steps 5 and 7.
        await Train("MPICH", 2, "random", "cut", 13, "exact", "short", "shards");
        await Train("Open MPI", 2, "random", "cut", 22, "exact", "short");
        Assert.Equal(1, RunFiles.Writers(cut).Last());
        await Train("Open MPI", 2, "random", "cut", 0, "exact", "short", "shards");

        Assert.Equal(await unbroken.Files, RunFiles.Of(cut));
    }

    [Fact]
    public async Task A_rank_killed_while_it_writes_its_shard_leaves_a_checkpoint_that_is_whole_and_goes_on_to_the_same_bytes()
    {
        string folder = Path.Combine(Folder.FullName, "torn");
        RankLaunch launch = await RankLaunch.Run(MpiVendor.Of("Open MPI"), 2, ["train", "random", folder, "10", "exact", "short", "often", "shards", "torn"]);

        Assert.NotEqual(0, launch.ExitCode);
        Assert.Contains(RunFiles.Newest(folder).Step, new long[] { 5, 10 }); // Once in a while it gets done.
        await Train("Open MPI", 1, "random", "torn", 0, "exact", "short");
        Assert.Equal(await unbroken.Files, RunFiles.Of(folder));
    }

    [Fact]
    public async Task Shared_statistics_make_the_weights_of_two_ranks_those_of_one_though_one_has_no_example_in_the_last_batch()
    {
        float[] one = Weights(await Train("Open MPI", 1, "norms", "whole", 0, "sync"));
        float[] two = Weights(await Train("Open MPI", 2, "norms", "halves", 0, "sync"));
        float[] apart = Weights(await Train("MPICH", 2, "norms", "apart", 0, "sync", "alone"));

        Assert.InRange(Difference(one, two), 0, 1e-5);
        Assert.True(Difference(one, apart) > 1e-3);
    }

    [Theory]
    [InlineData("MPICH", "throws", "step-000000(05|10|15|20|25)")]
    [InlineData("Open MPI", "leaves", "step-00000028")]
    public async Task A_run_whose_rank_failed_goes_on_from_the_last_whole_step_that_could_be_saved(string vendor, string how, string newest)
    {
        string folder = Path.Combine(Folder.FullName, "failed");
        RankLaunch launch = await RankLaunch.Run(MpiVendor.Of(vendor), 2, ["train", "random", folder, "28", "exact", "short", "often", how]);

        Assert.NotEqual(0, launch.ExitCode);
        Assert.Contains("Rank 1 on ", launch.Output, StringComparison.Ordinal);
        Assert.Matches(newest, Directory.GetDirectories(Path.Combine(folder, "checkpoints"), "step-*").Max(StringComparer.Ordinal));
        await Train(vendor, 2, "random", "failed", 0, "exact", "short");
        Assert.Equal(await unbroken.Files, RunFiles.Of(folder));
    }

    [Fact]
    public async Task A_step_that_is_not_finite_is_refused_by_all_ranks_for_one_reason()
    {
        string run = await Train("Open MPI", 2, "lenet", "away", 0, "away");

        Assert.True(File.Exists(Path.Combine(run, "refused-step.json")));
        Assert.False(Directory.Exists(Path.Combine(run, "model")));
    }

    [Fact]
    public async Task Ranks_that_disagree_are_refused_with_a_table_of_what_differs_and_write_nothing()
    {
        string folder = Path.Combine(Folder.FullName, "apart");
        RankLaunch launch = await RankLaunch.Run(MpiVendor.Of("Open MPI"), 4, ["train", "lenet", folder, "0", "apart"]);

        Assert.NotEqual(0, launch.ExitCode);
        Assert.Matches(@"ranks 0, 2-3 +rank 1\s+(training\.)?batchSize +32 +64", launch.Output);
        Assert.False(Directory.Exists(folder));
    }

    // Running statistics too.
    private static float[] Weights(string run) => [.. ModelArtifact.Read(Path.Combine(run, "model")).Weights
        .Where(array => array.Type == TensorType.F32).SelectMany(array => MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray())];

    private static double Difference(float[] expected, float[] actual) =>
        expected.Zip(actual, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(a))).Max();
}
