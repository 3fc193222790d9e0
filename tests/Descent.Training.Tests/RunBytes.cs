using Descent.Runs;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using System.Text.Json;

namespace Descent.Training.Tests;

/// <summary>Everything of a run that must be the same bytes however often it was stopped.</summary>
internal sealed record RunBytes(string Metrics, string Model, string Weights, string Training, TrainingProgress Progress)
{
    public static RunBytes Of(RunFolder run)
    {
        var store = new CheckpointStore(run.CheckpointsPath, 1, Disk.Real);
        string newest = store.PathOf(store.Steps()[0]);
        TrainingProgress progress = store.Load(store.Steps()[0]).State.Deserialize(TrainingJson.Default.TrainingProgress)!;
        return new RunBytes(
            File.ReadAllText(run.MetricsPath), Digest(Path.Combine(run.ModelPath, "weights.safetensors")),
            Digest(Path.Combine(newest, "weights.safetensors")), Digest(Path.Combine(newest, "training.safetensors")),
            progress with { Seconds = 0 });
    }

    private static string Digest(string path) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
}
