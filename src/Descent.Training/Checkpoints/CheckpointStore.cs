using System.Globalization;
using Descent.Runs;

namespace Descent.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, each a folder <c>step-00004690</c> that is complete or absent: weights.safetensors, training.safetensors,
/// state.json and SHA256SUMS. Where several processes write one together there is such a file of each: weights-00001-of-00002.safetensors.
/// </summary>
/// <param name="folder">The run's checkpoints folder, full.</param>
/// <param name="keep">How many of the newest are kept, 1 or more.</param>
/// <param name="disk">What writes.</param>
internal sealed class CheckpointStore(string folder, int keep, IDisk disk)
{
    private const string Prefix = "step-";
    private readonly DurableFolder _folders = new(disk);
    private readonly CheckpointFiles _files = new(disk);

    /// <summary>The folder of the checkpoints.</summary>
    public string Folder => folder;

    /// <summary>The steps that have a checkpoint, newest first; none when the folder is missing.</summary>
    public IReadOnlyList<long> Steps() => !Directory.Exists(folder) ? [] :
    [
        .. DurableFolder.List(folder)
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => long.TryParse(name[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long step)
                && name == NameOf(step) ? step : -1)
            .Where(step => step >= 0)
            .OrderDescending(),
    ];

    /// <summary>The folder of a step's checkpoint.</summary>
    public string PathOf(long step) => Path.Combine(folder, NameOf(step));

    /// <summary>Makes the folder, removes what a killed process left in it, and tries a write. For the process that holds the run.</summary>
    /// <exception cref="RunConfigurationException">The folder cannot be written.</exception>
    public void Prepare()
    {
        try
        {
            disk.CreateFolder(folder);
            disk.SyncFolder(Path.GetDirectoryName(folder)!);
            _folders.Clean(folder);
            string probe = Path.Combine(folder, "probe");
            _folders.Write(probe, temporary => disk.WriteFile(Path.Combine(temporary, "probe"), stream => stream.Write("probe"u8)));
            _folders.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunConfigurationException(new Mistake(
                $"Checkpoints cannot be written to '{folder}'.", e.Message, "a folder that this user may write, on a disk with room",
                "Free space, make the folder writable, or choose another folder with --output."));
        }
    }

    /// <summary>Removes what writes that failed have left, before several processes write together and while none of them does.</summary>
    public void Clear()
    {
        try
        {
            _folders.Clean(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left of the same step keeps the next write of it from succeeding, which tells of the disk.
        }
    }

    /// <summary>Writes a checkpoint, in place of one of the same step, and deletes those that are no longer kept.</summary>
    /// <param name="snapshot">What to write; its step is the run's newest, so checkpoints of later steps are of a course given up.</param>
    /// <param name="best">The step whose checkpoint is kept besides the newest.</param>
    /// <param name="givenUp">Why other processes' shards need not be waited for any more; null while they should be. Asked again and again.</param>
    /// <returns>Why an old checkpoint could not be deleted, or null.</returns>
    /// <exception cref="CheckpointException">It could not be written; those before it are as they were.</exception>
    /// <remarks>A shard is written after <see cref="Clear"/> by all processes at the same time; that of the first commits when the others are there.</remarks>
    public CheckpointException? Save(CheckpointSnapshot snapshot, long? best, Func<string?>? givenUp = null)
    {
        string path = PathOf(snapshot.Step);
        try
        {
            switch (snapshot.Shard)
            {
                case null:
                    _folders.Write(path, temporary => WriteDigests(temporary, _files.Write(temporary, snapshot)));
                    break;
                case { Index: 0 } shard:
                    _folders.WriteCleaned(path, temporary =>
                    {
                        Dictionary<string, string> digests = _files.Write(temporary, snapshot);
                        IEnumerable<KeyValuePair<string, string>> others = new ShardReceipts(disk, temporary).Await(shard.Count, givenUp ?? (() => null));
                        WriteDigests(temporary, digests.Concat(others).ToDictionary());
                    });
                    break;
                case { } shard:
                    _folders.WriteInto(path, temporary => new ShardReceipts(disk, temporary).Leave(shard, _files.Write(temporary, snapshot)));
                    return null;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"the checkpoint could not be written: {e.Message}", e);
        }

        IReadOnlyList<long> steps = Steps();
        long[] kept = [.. steps.Where(step => step <= snapshot.Step).Take(keep)];
        foreach (long step in steps.Except(kept).Where(step => step != best).Reverse())
        {
            try
            {
                _folders.Delete(PathOf(step));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new CheckpointException(PathOf(step), $"an old checkpoint could not be deleted: {e.Message}", e);
            }
        }

        return null;
    }

    /// <summary>The newest checkpoint whose every digest is right, or null when the run has none yet.</summary>
    /// <param name="notices">Which newer ones are damaged and how.</param>
    /// <exception cref="RunConfigurationException">There are checkpoints and all are damaged, or the newest is of a newer format.</exception>
    public Checkpoint? LoadNewest(out IReadOnlyList<string> notices)
    {
        List<string> damage = [];
        notices = damage;
        IReadOnlyList<long> steps = Steps();
        foreach (long step in steps)
        {
            try
            {
                Checkpoint checkpoint = Load(step);
                notices = [.. damage.Select(what => $"{what} The checkpoint of step {step} is used instead.")];
                return checkpoint;
            }
            catch (CheckpointException e)
            {
                damage.Add(e.Message);
            }
        }

        return steps.Count == 0 ? null
            : throw new RunConfigurationException(new Mistake(
                $"No checkpoint in '{folder}' can be used.", string.Join(" ", damage), "one that is whole",
                "Bring one back from a copy, or train anew into another folder; descent show RUN says with which options."));
    }

    /// <summary>The checkpoint of a step.</summary>
    /// <exception cref="CheckpointException">It is missing or damaged.</exception>
    /// <exception cref="RunConfigurationException">It is of a newer format.</exception>
    public Checkpoint Load(long step)
    {
        string path = PathOf(step);
        try
        {
            string actual = DurableFolder.Find(path) ?? throw new CheckpointException(path, "there is no checkpoint of that step.");
            return CheckpointFiles.Read(actual, step);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"it cannot be read: {e.Message}", e);
        }
    }

    private void WriteDigests(string temporary, IReadOnlyDictionary<string, string> digests) =>
        disk.WriteFile(Path.Combine(temporary, DigestFile.Name), stream => stream.Write(DigestFile.Format(digests)));

    private static string NameOf(long step) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}");
}
