using System.Text;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>Several writers, each with a disk of its own, in one folder.</summary>
public sealed class CheckpointShardTests : IDisposable
{
    private const int Writers = 3;
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointStore _store;

    public CheckpointShardTests()
    {
        _store = Store(FaultyDisk.Quick());
        _store.Prepare();
    }

    private string Second => _folder["checkpoints/step-00000002"];

    [Fact]
    public void Shards_are_committed_together_and_read_as_if_they_were_whole()
    {
        Save(1);

        Checkpoint checkpoint = _store.LoadNewest(out IReadOnlyList<string> notices)!;

        Snapshots.AssertWhole(checkpoint);
        Assert.Empty(notices);
        Assert.Equal(2, checkpoint.State["format"]!.GetValue<int>());
        string[] names = [.. Directory.GetFileSystemEntries(checkpoint.Path).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "SHA256SUMS", "state.json", "training-00001-of-00003.safetensors", "training-00002-of-00003.safetensors", "training-00003-of-00003.safetensors",
                "weights-00001-of-00003.safetensors", "weights-00002-of-00003.safetensors", "weights-00003-of-00003.safetensors",
            ], names);
        Assert.Equal(names[1..], DigestFile.Read(checkpoint.Path).Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Until_the_last_shard_is_there_nothing_has_the_checkpoints_name_and_without_it_the_one_before_stands()
    {
        Save(1);
        string? reason = null;
        Task<CheckpointException> first = Task.Run(() => Assert.Throws<CheckpointException>(() => _store.Save(Snapshots.ShardOf(2, 0, 0, Writers), null, () => reason)));
        Store(Disk.Real).Save(Snapshots.ShardOf(2, 0, 1, Writers), null);
        Assert.NotSame(first, await Task.WhenAny(first, Task.Delay(200, TestContext.Current.CancellationToken)));

        Assert.Equal([1], _store.Steps());
        reason = "rank 2 is gone";

        Assert.Contains("step-00000002': the checkpoint could not be written: rank 2 is gone", (await first).Message, StringComparison.Ordinal);
        Assert.Equal(1, _store.LoadNewest(out _)!.Step);
        Assert.Equal([_store.PathOf(1)], Directory.GetFileSystemEntries(_store.Folder));
    }

    [Fact]
    public void A_receipt_that_is_not_finished_is_waited_for()
    {
        Dictionary<string, string> digests = new() { ["file"] = new string('0', 64) };
        ShardReceipts receipts = new(Disk.Real, _folder.Path);
        receipts.Leave(new CheckpointShard(1, 2), digests);
        Directory.Move(_folder["receipts/00002"], _folder["receipts/00002.tmp"]);

        Assert.Equal("given up", Assert.Throws<IOException>(() => receipts.Await(2, () => "given up")).Message);
        Directory.Move(_folder["receipts/00002.tmp"], _folder["receipts/00002"]);

        Assert.Equal(digests, receipts.Await(2, () => "given up").ToDictionary());
        Assert.False(Directory.Exists(_folder["receipts"]));
    }

    [Fact]
    public void A_shard_that_is_damaged_or_missing_lets_the_checkpoint_be_passed_over_aloud()
    {
        Save(1);
        Save(2);
        foreach (string file in Directory.GetFiles(Second))
        {
            byte[] content = File.ReadAllBytes(file);
            byte[] damaged = [.. content];
            damaged[^1] ^= 4;
            File.WriteAllBytes(file, damaged);
            AssertPassedOver(file);
            File.Delete(file);
            AssertPassedOver(file);
            File.WriteAllBytes(file, content);
        }

        Snapshots.AssertWhole(_store.LoadNewest(out _)!);
    }

    [Theory]
    [InlineData("weights-00002-of-00003", null, "lists 2 shards of the weights")]
    [InlineData("training-00003-of-00003", null, "lists 2 shards of the training")]
    [InlineData("weights-00003-of-00003", "weights-00004-of-00003", "lists 3 shards of the weights")]
    [InlineData("weights-00003-of-00003", "weights-00003-of-00004", "lists 3 shards of the weights")]
    [InlineData("weights-00003-of-00003", "weights-../../../stolen", "lists 3 shards of the weights")]
    public void A_list_that_lacks_a_shard_or_has_a_strange_one_is_damage(string from, string? to, string what)
    {
        Save(1);
        Save(2);
        string list = Path.Combine(Second, DigestFile.Name);
        string[] lines = [.. File.ReadAllLines(list).Select(line => to is null && line.Contains(from, StringComparison.Ordinal) ? "" : line.Replace(from, to, StringComparison.Ordinal))];
        File.WriteAllText(list, string.Concat(lines.Where(line => line.Length > 0).OrderBy(line => line[66..], StringComparer.Ordinal).Select(line => line + "\n")), Encoding.ASCII);

        AssertPassedOver(what);
    }

    /// <summary>500 saves, of which in most one writer or two are killed at a random operation of their disks, in one folder one after the other.</summary>
    [Fact]
    public void Writers_killed_at_any_operation_leave_every_checkpoint_that_was_committed()
    {
        Random random = new(20261125);
        long saved = 0;
        int lost = 0;
        for (int i = 0; i < 500; i++)
        {
            FaultyDisk[] disks = [.. Enumerable.Range(0, Writers).Select(_ => new FaultyDisk(new Random(random.Next()), random.Next(3) > 0 ? long.MaxValue : random.Next(18)))];
            bool isRewritten = saved > 0 && random.Next(4) == 0;
            long step = isRewritten ? saved : saved + 1;
            bool isSaved = TrySave(step, i, disks);
            lost += isSaved ? 0 : 1;
            CheckpointStore next = Store(FaultyDisk.Quick());
            Checkpoint? before = next.LoadNewest(out IReadOnlyList<string> notices);
            next.Prepare();
            Assert.Empty(notices);
            Assert.All(Directory.GetFileSystemEntries(next.Folder), path => Assert.StartsWith("step-", Path.GetFileName(path), StringComparison.Ordinal));
            Assert.All(next.Steps(), kept => Snapshots.AssertWhole(next.Load(kept)));
            long newest = next.Steps() is [var first, ..] ? first : 0;
            Assert.Equal(before?.Step ?? 0, newest);
            Assert.True(newest == step || (!isSaved && newest == saved), $"try {i}: {saved} was saved, {step} was tried and {newest} was found.");
            Assert.True(!isSaved || Snapshots.AssertWhole(next.Load(step)) == i);
            saved = newest;
        }

        Assert.InRange(lost, 100, 400);
    }

    public void Dispose() => _folder.Dispose();

    private CheckpointStore Store(IDisk disk) => new(_folder["checkpoints"], 2, disk);

    private void Save(long step) => Assert.True(TrySave(step, 0, [.. Enumerable.Range(0, Writers).Select(_ => FaultyDisk.Quick())]));

    // As the ranks do: the first clears, all write at the same time, and it gives up when one of them fails.
    private bool TrySave(long step, int revision, FaultyDisk[] disks)
    {
        string? failed = null;
        Store(disks[0]).Clear();
        bool[] done = new bool[Writers];
        Parallel.For(0, Writers, new ParallelOptions { MaxDegreeOfParallelism = Writers }, i =>
        {
            try
            {
                done[i] = Store(disks[i]).Save(Snapshots.ShardOf(step, revision, i, Writers), best: null, () => failed) is null;
            }
            catch (CheckpointException e)
            {
                failed = e.Message;
            }
        });
        return done[0];
    }

    private void AssertPassedOver(string what)
    {
        Checkpoint checkpoint = _store.LoadNewest(out IReadOnlyList<string> notices)!;
        Assert.Equal(1, checkpoint.Step);
        Assert.Contains(what, Assert.Single(notices), StringComparison.Ordinal);
        Assert.EndsWith("The checkpoint of step 1 is used instead.", notices[0], StringComparison.Ordinal);
    }
}
