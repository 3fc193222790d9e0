using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Runs;

namespace Descent.Training.Checkpoints;

/// <summary>
/// The checkpoints of a run, each a folder <c>step-00004690</c> that is complete or absent: weights.safetensors, training.safetensors,
/// state.json and SHA256SUMS.
/// </summary>
/// <param name="folder">The run's checkpoints folder, full.</param>
/// <param name="keep">How many of the newest are kept, 1 or more.</param>
/// <param name="disk">What writes.</param>
internal sealed class CheckpointStore(string folder, int keep, IDisk disk)
{
    /// <summary>The newest format of a checkpoint that this version reads, and the one that it writes.</summary>
    public const int NewestFormat = 1;

    private const string WeightsName = "weights.safetensors";
    private const string TrainingName = "training.safetensors";
    private const string StateName = "state.json";
    private const string Prefix = "step-";
    private const int MaxStateBytes = 64 * 1024 * 1024;
    private readonly DurableFolder _folders = new(disk);

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

    /// <summary>Writes a checkpoint, in place of one of the same step, and deletes those that are no longer kept.</summary>
    /// <param name="snapshot">What to write; its step is the run's newest, so checkpoints of later steps are of a course given up.</param>
    /// <param name="best">The step whose checkpoint is kept besides the newest.</param>
    /// <returns>Why an old checkpoint could not be deleted, or null.</returns>
    /// <exception cref="CheckpointException">It could not be written; those before it are as they were.</exception>
    public CheckpointException? Save(CheckpointSnapshot snapshot, long? best)
    {
        string path = PathOf(snapshot.Step);
        try
        {
            _folders.Write(path, temporary => Fill(temporary, snapshot));
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
    /// <exception cref="CheckpointException">There are checkpoints and all are damaged.</exception>
    /// <exception cref="RunConfigurationException">The newest is of a newer format.</exception>
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
            : throw new CheckpointException(folder, $"no checkpoint in it can be used. {string.Join(" ", damage)}");
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
            IReadOnlyDictionary<string, string> digests = DigestFile.Read(actual);
            JsonObject state = ParseState(actual, ReadVerified(actual, StateName, digests, ReadBytes));
            return new Checkpoint(
                actual, step, ReadVerified(actual, WeightsName, digests, SafetensorsReader.Read),
                ReadVerified(actual, TrainingName, digests, SafetensorsReader.Read), state);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"it cannot be read: {e.Message}", e);
        }
    }

    private static string NameOf(long step) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{step:D8}");

    private void Fill(string temporary, CheckpointSnapshot snapshot)
    {
        Dictionary<string, string> digests = [];
        void Write(string name, Action<Stream> write) => digests[name] = VerifiedFile.Write(disk, Path.Combine(temporary, name), write);
        Write(WeightsName, stream => SafetensorsWriter.Write(stream, snapshot.Weights));
        Write(TrainingName, stream => SafetensorsWriter.Write(stream, snapshot.Training));
        Write(StateName, stream => stream.Write(FormatState(snapshot.State)));
        disk.WriteFile(Path.Combine(temporary, DigestFile.Name), stream => stream.Write(DigestFile.Format(digests)));
    }

    private static byte[] FormatState(JsonObject state)
    {
        JsonObject document = new() { ["format"] = NewestFormat };
        foreach ((string name, JsonNode? value) in state)
        {
            document[name] = value?.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(document, TrainingJson.Default.JsonObject);
    }

    private static T ReadVerified<T>(
        string folder, string name, IReadOnlyDictionary<string, string> digests, Func<Stream, long, string, T> read)
    {
        string path = Path.Combine(folder, name);
        return digests.TryGetValue(name, out string? digest)
            ? VerifiedFile.Read(path, digest, read)
            : throw new CheckpointException(path, $"{DigestFile.Name} has no digest of it.");
    }

    private static byte[] ReadBytes(Stream stream, long length, string path)
    {
        if (length > MaxStateBytes)
        {
            throw new CheckpointException(path, $"it has {length} bytes, more than the {MaxStateBytes} that it may have.");
        }

        byte[] bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static JsonObject ParseState(string folder, byte[] bytes)
    {
        string path = Path.Combine(folder, StateName);
        JsonObject state;
        try
        {
            state = JsonSerializer.Deserialize(bytes, TrainingJson.Default.JsonObject) ?? [];
        }
        catch (JsonException e)
        {
            throw new CheckpointException(path, $"it is no JSON: {e.Message}", e);
        }

        if (state["format"] is not JsonValue number || !number.TryGetValue(out int format))
        {
            throw new CheckpointException(path, "it has no format number.");
        }

        return format <= NewestFormat ? state : throw new RunConfigurationException(new Mistake(
            $"'{folder}' was written by a newer Descent in a format that this version does not know.",
            $"format {format}", $"format 1 to {NewestFormat}", "Update Descent to the version that wrote it, or a later one."));
    }
}
