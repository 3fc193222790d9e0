using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Descent.Runs;

namespace Descent.Cli.Verification;

/// <summary>What two runs must have in common to be the same training.</summary>
internal static class RunDigests
{
    /// <exception cref="VerificationException">A run lacks a file that it must have.</exception>
    public static IReadOnlyList<ProofRow> Compare(string unbroken, string killed)
    {
        RunFolder first = RunFolder.Open(unbroken);
        RunFolder second = RunFolder.Open(killed);
        return
        [
            Row("final weights", run => File.ReadAllBytes(Path.Combine(run.ModelPath, "weights.safetensors"))),
            Row("optimizer moments", run => File.ReadAllBytes(Path.Combine(LastCheckpoint(run), "training.safetensors"))),
            Row("metrics.jsonl", run => File.ReadAllBytes(run.MetricsPath)),
            Row("order of example ids", OrderDigest),
        ];

        ProofRow Row(string what, Func<RunFolder, byte[]> read) => new(what, Hash(read, first), Hash(read, second));
    }

    private static string Hash(Func<RunFolder, byte[]> read, RunFolder run)
    {
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(read(run)));
        }
        catch (IOException e)
        {
            throw new VerificationException($"The run '{run.Path}' is not complete: {e.Message}");
        }
    }

    private static string LastCheckpoint(RunFolder run) =>
        Directory.EnumerateDirectories(run.CheckpointsPath, "step-*").Max(StringComparer.Ordinal)
            ?? throw new VerificationException($"The run '{run.Path}' has no checkpoint.");

    // The state chains the ids of every example since the first step into one number.
    private static byte[] OrderDigest(RunFolder run)
    {
        JsonNode? state = JsonNode.Parse(File.ReadAllBytes(Path.Combine(LastCheckpoint(run), "state.json")));
        return state?["orderDigest"] is { } digest
            ? Encoding.ASCII.GetBytes(digest.ToJsonString())
            : throw new VerificationException($"The last checkpoint of '{run.Path}' has no order digest.");
    }
}
