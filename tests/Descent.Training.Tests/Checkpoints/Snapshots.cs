using System.Globalization;
using System.Text.Json.Nodes;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>Small states whose every number follows from the step and the try, so that a mixture of two is found out.</summary>
internal static class Snapshots
{
    public static CheckpointSnapshot Of(long step, int revision = 0) => new(
        step,
        [Arrays.Floats("weight", Numbers(step, revision, 0)), Arrays.Of("count", TensorType.I64, [])],
        [Arrays.Floats("exp_avg.weight", Numbers(step, revision, 1))],
        new JsonObject { ["step"] = step, ["revision"] = revision, ["lossSum"] = 0.1 + step });

    /// <summary>Asserts that the checkpoint is one state, whole, and returns its try.</summary>
    public static int AssertWhole(Checkpoint checkpoint)
    {
        int revision = checkpoint.State["revision"]!.GetValue<int>();
        CheckpointSnapshot expected = Of(checkpoint.Step, revision);
        Arrays.AssertSame(expected.Weights, checkpoint.Weights);
        Arrays.AssertSame(expected.Training, checkpoint.Training);
        Assert.Equal(expected.State["lossSum"]!.GetValue<double>(), checkpoint.State["lossSum"]!.GetValue<double>());
        return revision;
    }

    public static string Name(long step) => string.Create(CultureInfo.InvariantCulture, $"step-{step:D8}");

    private static float[] Numbers(long step, int revision, int kind) =>
        [.. Enumerable.Range(0, 5).Select(i => (float)(step + (1000 * revision) + (100_000 * kind) + i))];
}
