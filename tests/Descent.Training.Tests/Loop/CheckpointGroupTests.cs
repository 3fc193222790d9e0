using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;
using Descent.Torch.Loading;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using Descent.Training.Optimizers;
using Descent.Training.Tests.Checkpoints;
using Descent.Training.Tests.Collectives;
using Descent.Training.Tests.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Loop;

/// <summary>Ranks that are threads save the shards of one state, each to a disk that may fail.</summary>
public sealed class CheckpointGroupTests : IDisposable
{
    private const int Size = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly RunFolder _run;

    public CheckpointGroupTests()
    {
        Libtorch.Load();
        _run = RunFolder.Create(_folder["run"], new RunManifest
        {
            Name = "shards",
            Created = TimeProvider.System.GetLocalNow(),
            Network = "test",
            Dataset = "none",
            Seed = 1,
            DataFingerprint = "",
            CommandLine = [],
            Versions = Versions.All,
            Options = [],
        });
    }

    private CheckpointStore Store => new(_run.CheckpointsPath, 2, Disk.Real);

    [Fact]
    public void Every_rank_writes_a_shard_of_what_the_first_asks_for()
    {
        (_, NoticeList[] notices) = Run((saver, state) =>
        {
            SaveAt(saver, state, 1);
            saver.SaveIfDue(state); // Not due.
            state.Progress.Step = 4;
            saver.SaveIfDue(state);
            saver.SaveAndWait(state); // Begun already.
            state.Progress.Step = 5;
            saver.SaveAndWait(state);
        });

        Assert.Equal([5, 4], Store.Steps());
        Assert.All(Store.Steps(), step => Assert.Equal((2 * Size) + 2, Directory.GetFiles(Store.PathOf(step)).Length));
        Assert.Equal(5, Store.LoadNewest(out _)!.Step);
        Assert.All(notices, list => Assert.Empty(list.Items));
    }

    [Fact]
    public void What_an_attempt_that_failed_has_left_is_not_in_the_way_of_the_next()
    {
        (_, NoticeList[] notices) = Run((saver, state) =>
        {
            Leave(4);
            SaveAt(saver, state, 4);
            saver.SaveAndWait(state);
            Leave(5);
            state.Progress.Step = 5;
            saver.SaveAndWait(state);
        });

        Assert.Equal([5, 4], Store.Steps());
        Assert.All(notices, list => Assert.Empty(list.Items));

        void Leave(int step)
        {
            string left = Directory.CreateDirectory(Path.Combine(_run.CheckpointsPath, $".step-{step:D8}.tmp")).FullName;
            File.WriteAllText(Path.Combine(left, "weights-00002-of-00003.safetensors"), "half");
        }
    }

    [Fact]
    public void A_rank_that_cannot_write_its_shard_is_named_by_the_first_and_the_checkpoint_before_stands_until_the_next()
    {
        (_, NoticeList[] notices) = Run(
            (saver, state) =>
            {
                for (int step = 1; step <= 4; step++)
                {
                    SaveAt(saver, state, step);
                }

                saver.SaveAndWait(state);
            },
            failing: 1, steps: [2, 3]);

        Assert.Equal([4, 1], Store.Steps());
        Assert.Equal([2, 3], notices[0].Items.Select(notice => int.Parse(notice[(notice.IndexOf("step-", StringComparison.Ordinal) + 5)..][..8], null)));
        Assert.All(notices[0].Items, notice => Assert.Contains("rank 1 could not write its shard: ", notice, StringComparison.Ordinal));
        Assert.All(notices[1].Items, notice => Assert.Contains("No space left on device", notice, StringComparison.Ordinal));
        Assert.Equal([2, 2, 0], notices.Select(list => list.Items.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void When_the_last_checkpoint_cannot_be_written_the_state_of_all_ranks_is_rescued_whole(int failing)
    {
        (Exception?[] ends, _) = Run(
            (saver, state) =>
            {
                SaveAt(saver, state, 1);
                state.Progress.Step = 2;
                saver.SaveAndWait(state);
            },
            failing, steps: [2]);

        Assert.Contains("The state of step 2 was saved to '", Assert.IsType<CheckpointException>(ends[0]).Message, StringComparison.Ordinal);
        Assert.All(ends[1..], Assert.Null);
        Assert.Equal([1], Store.Steps());
        Checkpoint rescued = new CheckpointStore(_folder["rescued"], 1, Disk.Real).Load(2), before = Store.Load(1);
        Assert.True(File.Exists(Path.Combine(rescued.Path, "weights.safetensors")));
        Arrays.AssertSame(before.Weights.Concat(before.Training), [.. rescued.Weights, .. rescued.Training]);
    }

    [Fact]
    public void A_run_that_ends_without_a_rank_waits_for_its_shard_no_longer_than_a_moment()
    {
        (_, NoticeList[] notices) = Run(
            (saver, state) =>
            {
                SaveAt(saver, state, 1);
                SaveAt(saver, state, 2);
            },
            failing: 2, steps: [2]);

        Assert.Equal([1], Store.Steps());
        Assert.Contains("other ranks ended before they had written their shards", Assert.Single(notices[0].Items), StringComparison.Ordinal);
    }

    [Fact]
    public void Ranks_that_do_not_see_one_folder_gather_and_say_so_and_leave_nothing_in_it()
    {
        Directory.CreateDirectory(_folder["one"]);
        Directory.CreateDirectory(_folder["other"]);
        (bool IsSharded, string? Notice)[] apart = Find(rank => rank == 2 ? _folder["other"] : _folder["one"]);
        (bool IsSharded, string? Notice)[] missing = Find(rank => rank == 1 ? _folder["none"] : _folder["one"]);
        (bool IsSharded, string? Notice)[] together = Find(rank => rank == 1 ? _folder["other/../one"] : _folder["one"]);

        Assert.All(apart, rank => Assert.False(rank.IsSharded));
        Assert.StartsWith($"Rank 2 cannot write where rank 0 does, in '{_folder["one"]}', so that rank 0 gathers", apart[0].Notice, StringComparison.Ordinal);
        Assert.All(missing, rank => Assert.False(rank.IsSharded));
        Assert.StartsWith("Rank 1 cannot", missing[0].Notice, StringComparison.Ordinal);
        Assert.Equal([(true, null), (true, null), (true, null)], together);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["one"]));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["other"]));
        Assert.False(Directory.Exists(_folder["none"]));
    }

    public void Dispose() => _folder.Dispose();

    private static void SaveAt(ICheckpointer saver, ISavedState state, long step)
    {
        state.Progress.Step = step;
        saver.Save(state);
    }

    private static (bool IsSharded, string? Notice)[] Find(Func<int, string> folder) => ThreadRanks.Run(Size, ranks =>
        (CheckpointGroup.Find(ranks, folder(ranks.Rank), Disk.Real, out string? notice).IsSharded, notice));

    // What a rank of that number writes of those steps fails.
    private (Exception?[] Ends, NoticeList[] Notices) Run(Action<ICheckpointer, ISavedState> work, int failing = -1, params long[] steps)
    {
        NoticeList[] notices = [.. Enumerable.Range(0, Size).Select(_ => new NoticeList())];
        Directory.CreateDirectory(_folder["rescued"]);
        Exception?[] ends = ThreadRanks.Run(Size, ranks =>
        {
            using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Sequential(("norm", BatchNorm1d(5)), ("linear", Linear(5, 3))));
            using var parameters = new FlatParameters(network, shards: Size);
            var shards = new OptimizerShards(parameters, ranks);
            using Optimizer optimizer = OptimizerCases.Get("adam", weightDecay: 0).Create(shards.Own, 1);
            var state = new TrainingState(network, parameters, optimizer, [], shards);
            OptimizerCases.FillGradients(parameters, 0);
            new WeightUpdate(state, optimizer, []).Apply(0.01);
            FullDisk disk = new()
            {
                Failure = ranks.Rank == failing ? new IOException("No space left on device") : null,
                IsFailing = path => steps.Any(step => path.Contains(Snapshots.Name(step), StringComparison.Ordinal)),
            };
            try
            {
                Save(ranks, state, disk, notices[ranks.Rank], work);
                return null;
            }
            catch (CheckpointException e)
            {
                return (Exception)e;
            }
        });
        return (ends, notices);
    }

    private void Save(ICollective ranks, ISavedState state, FullDisk disk, NoticeList notices, Action<ICheckpointer, ISavedState> work)
    {
        if (ranks.Rank > 0)
        {
            using ShardCheckpointer shard = new(_run, 4, CheckpointGroup.Find(ranks, _run.CheckpointsPath, Disk.Real, out _), notices, disk);
            work(shard, state);
            return;
        }

        using MetricsLog metrics = MetricsLog.Open(_run.MetricsPath, 0);
        CheckpointStore store = new(_run.CheckpointsPath, 2, disk);
        store.Prepare();
        using Checkpointer first = new(new CheckpointerParts
        {
            Run = _run,
            Store = store,
            Group = CheckpointGroup.Find(ranks, _run.CheckpointsPath, Disk.Real, out _),
            Every = 4,
            Metrics = metrics,
            Observers = notices,
            CreateRescueFolder = _ => _folder["rescued"],
        });
        work(first, state);
    }
}
