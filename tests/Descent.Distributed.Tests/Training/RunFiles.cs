using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Training.Checkpoints;

namespace Descent.Distributed.Tests.Training;

/// <summary>What of a finished run must be the same bytes whatever trained it: metrics, the model, the last checkpoint put together and without its seconds.</summary>
internal sealed record RunFiles(string Metrics, string Model, string Weights, string Training, string State)
{
    public static RunFiles Of(string run)
    {
        Checkpoint newest = Newest(run);
        JsonObject state = newest.State;
        state.Remove("seconds");
        state.Remove("format"); // It says whether it is in shards.
        return new RunFiles(
            File.ReadAllText(Path.Combine(run, "metrics.jsonl")), Digest(File.ReadAllBytes(Path.Combine(run, "model", "weights.safetensors"))),
            Digest(newest.Weights), Digest(newest.Training), state.ToJsonString());
    }

    /// <summary>The last checkpoint, however many wrote it.</summary>
    public static Checkpoint Newest(string run)
    {
        Checkpoint newest = new CheckpointStore(RunFolder.Open(run).CheckpointsPath, 1, Disk.Real).LoadNewest(out IReadOnlyList<string> notices)!;
        Assert.Empty(notices);
        return newest;
    }

    /// <summary>How many processes wrote each checkpoint together, oldest first.</summary>
    public static IEnumerable<int> Writers(string run) => Directory.GetDirectories(RunFolder.Open(run).CheckpointsPath, "step-*").Order(StringComparer.Ordinal)
        .Select(checkpoint => Directory.GetFiles(checkpoint, "weights*").Length);

    private static string Digest(IReadOnlyList<NamedArray> arrays)
    {
        using MemoryStream stream = new();
        SafetensorsWriter.Write(stream, [.. arrays.OrderBy(array => array.Name, StringComparer.Ordinal)]);
        return Digest(stream.ToArray());
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
