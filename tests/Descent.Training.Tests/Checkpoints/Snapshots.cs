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

    /// <summary>The same state as one of so many writers writes it: the vectors of five are cut, the first has what is whole.</summary>
    public static CheckpointSnapshot ShardOf(long step, int revision, int index, int count)
    {
        CheckpointSnapshot whole = Of(step, revision);
        return whole with
        {
            Weights = [Cut(whole.Weights[0]), .. index == 0 ? whole.Weights.Skip(1) : []],
            Training = [Cut(whole.Training[0])],
            Shard = new CheckpointShard(index, count),
        };

        NamedArray Cut(NamedArray array)
        {
            int start = 5 * index / count, length = (5 * (index + 1) / count) - start;
            return new NamedArray(array.Name, array.Type, [length], array.Data.Slice(start * sizeof(float), length * sizeof(float)))
            {
                Slice = new ArraySlice([5], start, length),
            };
        }
    }

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
