using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Descent.Runs;

namespace Descent.Training.Checkpoints;

/// <summary>The files of a checkpoint: state.json and, whole or in shards, its weights and its training state.</summary>
/// <param name="disk">What writes.</param>
internal sealed class CheckpointFiles(IDisk disk)
{
    /// <summary>The newest format of a checkpoint that this version reads: 1, or 2 in shards.</summary>
    public const int NewestFormat = 2;

    private const string Weights = "weights";
    private const string Training = "training";
    private const string StateName = "state.json";
    private const int MaxStateBytes = 64 * 1024 * 1024;

    /// <summary>Writes the tensors of a snapshot, and its state unless another's shard has it; gives their digests by name.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public Dictionary<string, string> Write(string folder, CheckpointSnapshot snapshot)
    {
        Dictionary<string, string> digests = [];
        void Write(string name, Action<Stream> write) => digests[name] = VerifiedFile.Write(disk, Path.Combine(folder, name), write);
        string NameOf(string kind) => snapshot.Shard?.NameOf(kind) ?? $"{kind}.safetensors";
        Write(NameOf(Weights), stream => SafetensorsWriter.Write(stream, snapshot.Weights));
        Write(NameOf(Training), stream => SafetensorsWriter.Write(stream, snapshot.Training));
        if (snapshot.Shard is null or { Index: 0 })
        {
            Write(StateName, stream => stream.Write(FormatState(snapshot)));
        }

        return digests;
    }

    /// <summary>Reads a checkpoint's folder; one in shards looks as if it were whole.</summary>
    /// <exception cref="CheckpointException">It is damaged.</exception>
    /// <exception cref="RunConfigurationException">It is of a newer format.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static Checkpoint Read(string folder, long step)
    {
        IReadOnlyDictionary<string, string> digests = DigestFile.Read(folder);
        JsonObject state = ParseState(folder, ReadVerified(folder, StateName, digests, ReadBytes));
        return new Checkpoint(folder, step, ReadTensors(folder, Weights, digests), ReadTensors(folder, Training, digests), state);
    }

    private static IReadOnlyList<NamedArray> ReadTensors(string folder, string kind, IReadOnlyDictionary<string, string> digests)
    {
        string whole = $"{kind}.safetensors";
        string[] shards = [.. digests.Keys.Where(name => name.StartsWith(kind + "-", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (shards.Length == 0 || digests.ContainsKey(whole))
        {
            return ReadVerified(folder, whole, digests, SafetensorsReader.Read);
        }

        // As many as each says there are, or what one of them held is missing.
        string[] expected = [.. Enumerable.Range(0, shards.Length).Select(i => new CheckpointShard(i, shards.Length).NameOf(kind))];
        if (shards.Length > CheckpointShard.Most || !shards.SequenceEqual(expected))
        {
            throw new CheckpointException(
                Path.Combine(folder, DigestFile.Name), $"it lists {shards.Length} shards of the {kind}, {string.Join(", ", shards.Take(3))}{(shards.Length > 3 ? ", …" : "")}, "
                    + string.Create(CultureInfo.InvariantCulture, $"where all of 2 to {CheckpointShard.Most} belong."));
        }

        SliceMerge merge = new(folder, shards.Sum(name => new FileInfo(Path.Combine(folder, name)).Length));
        foreach (string name in shards)
        {
            merge.Add(name, ReadVerified(folder, name, digests, SafetensorsReader.Read));
        }

        return merge.Finish();
    }

    private static byte[] FormatState(CheckpointSnapshot snapshot)
    {
        JsonObject document = new() { ["format"] = snapshot.Shard is null ? 1 : NewestFormat };
        foreach ((string name, JsonNode? value) in snapshot.State)
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
