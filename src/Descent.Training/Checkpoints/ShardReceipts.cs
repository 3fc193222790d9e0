using System.Globalization;

namespace Descent.Training.Checkpoints;

/// <summary>
/// How the writer of the first shard hears that the disk has all others: each leaves the digests of its files in a folder within the unfinished
/// checkpoint, which is gone before that gets its name.
/// </summary>
/// <param name="disk">What writes.</param>
/// <param name="folder">The unfinished checkpoint.</param>
internal sealed class ShardReceipts(IDisk disk, string folder)
{
    private const int FirstWaitMilliseconds = 1;
    private const int LongestWaitMilliseconds = 50;

    private string Folder => Path.Combine(folder, "receipts");

    /// <summary>Says that the disk has the files of a shard.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public void Leave(CheckpointShard shard, IReadOnlyDictionary<string, string> digests)
    {
        string receipt = PathOf(shard), unfinished = receipt + ".tmp";
        disk.CreateFolder(Folder);
        disk.CreateFolder(unfinished);
        disk.WriteFile(Path.Combine(unfinished, DigestFile.Name), stream => stream.Write(DigestFile.Format(digests)));
        disk.RenameFolder(unfinished, receipt);
    }

    /// <summary>Returns the digests of all other shards' files when all are there.</summary>
    /// <param name="count">How many shards there are.</param>
    /// <param name="givenUp">Why there is nothing to wait for any more; null while there is.</param>
    /// <exception cref="IOException">It was given up, or the disk failed.</exception>
    public IEnumerable<KeyValuePair<string, string>> Await(int count, Func<string?> givenUp)
    {
        List<KeyValuePair<string, string>> digests = [];
        int wait = FirstWaitMilliseconds;
        for (int i = 1; i < count;)
        {
            string receipt = PathOf(new CheckpointShard(i, count));
            if (Directory.Exists(receipt))
            {
                digests.AddRange(DigestFile.Read(receipt));
                i++;
                continue;
            }

            if (givenUp() is { } reason)
            {
                throw new IOException(reason);
            }

            Thread.Sleep(wait);
            wait = Math.Min(2 * wait, LongestWaitMilliseconds);
        }

        disk.DeleteFolder(Folder);
        return digests;
    }

    private string PathOf(CheckpointShard shard) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{shard.Index + 1:D5}"));
}
