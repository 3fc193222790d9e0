using System.Runtime.InteropServices;
using Descent.Distributed.Tests.Mpi;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;

namespace Descent.Distributed.Tests.Training;

/// <summary>Real processes over MPI hold parts of one network and train it as one process does, with shuffling, augmentation, dropout and running statistics.</summary>
public sealed class SplitTrainingTests : RankRuns
{
    private const double Rounding = 1e-5;

    [Fact]
    public async Task A_pipeline_ends_in_the_same_bytes_as_one_process_whatever_happens_to_it()
    {
        string one = await Train("Open MPI", 1, "random", "one", 0, "short", "chunk:8");
        string two = await Train("Open MPI", 2, "random", "two", 0, "short", "chunk:8", "pipeline:2");
        string killed = Path.Combine(Folder.FullName, "killed");
        RankLaunch launch = await RankLaunch.Run(MpiVendor.Of("Open MPI"), 2, ["train", "random", killed, "10", "short", "chunk:8", "pipeline:2", "every:4", "kill"]);
        Assert.NotEqual(0, launch.ExitCode);
        Assert.All(RunFiles.Writers(killed), writers => Assert.Equal(2, writers));
        await Train("Open MPI", 1, "random", "killed", 19, "none");
        Assert.False(Directory.Exists(Path.Combine(killed, "model")));
        await Train("MPICH", 3, "random", "killed", 0, "pipeline:3");

        Assert.Equal(RunFiles.Of(one), RunFiles.Of(two));
        Assert.Equal(RunFiles.Of(one), RunFiles.Of(killed));
    }

    [Fact]
    public async Task Parts_of_a_gpt_learn_what_the_whole_does_but_for_rounding()
    {
        string[] words = ["short", "sgd", "clip:0.5", "chunk:8"];
        string one = await Train("Open MPI", 1, "gpt", "one", 0, words);
        AssertClose(one, await Train("Open MPI", 2, "gpt", "pipeline", 0, [.. words, "pipeline:2"]));
        AssertClose(one, await Train("MPICH", 2, "gpt", "tensor", 0, [.. words, "tensor:2"]));
    }

    [Fact]
    public async Task Half_of_each_matrix_of_encoder_and_decoder_learns_what_the_whole_does_but_for_rounding()
    {
        string[] words = ["short", "sgd", "clip:0.5", "chunk:8"];
        AssertClose(await Train("Open MPI", 1, "transformer", "one", 0, words), await Train("Open MPI", 2, "transformer", "tensor", 0, [.. words, "tensor:2"]));
    }

    [Fact]
    public async Task Two_pipelines_learn_what_one_process_does_but_for_rounding()
    {
        string[] words = ["short", "sgd", "clip:0.5", "chunk:8"];
        AssertClose(await Train("Open MPI", 1, "lenet", "one", 0, words), await Train("Open MPI", 4, "lenet", "four", 0, [.. words, "pipeline:2"]));
    }

    [Fact]
    public async Task A_tensor_parallel_run_goes_on_in_one_process_and_with_replicas()
    {
        string[] words = ["short", "sgd", "clip:0.5"];
        string unbroken = await Train("Open MPI", 1, "mlp", "unbroken", 0, words);
        string stopped = await Train("MPICH", 2, "mlp", "stopped", 7, [.. words, "tensor:2"]);
        Assert.Equal([2], RunFiles.Writers(stopped));
        await Train("Open MPI", 1, "mlp", "stopped", 19, "none");
        await Train("Open MPI", 4, "mlp", "stopped", 0, "tensor:2");
        Assert.Equal(2, RunFiles.Writers(stopped).Last());

        AssertClose(unbroken, stopped);
    }

    [Theory]
    [InlineData("lenet", "pipeline:2")]
    [InlineData("mlp", "tensor:2")]
    public async Task A_step_that_is_not_finite_is_refused_by_all_ranks_for_one_reason(string network, string parallel)
    {
        string run = await Train("Open MPI", 2, network, "away", 0, "away", parallel);

        Assert.True(File.Exists(Path.Combine(run, "refused-step.json")));
        Assert.Matches("\"layer\": \"[a-z0-9.]+\"", await File.ReadAllTextAsync(Path.Combine(run, "refused-step.json"), TestContext.Current.CancellationToken));
    }

    private static void AssertClose(string one, string other)
    {
        Checkpoint expected = RunFiles.Newest(one), actual = RunFiles.Newest(other);
        Assert.Equal(expected.Step, actual.Step);
        Assert.InRange(Difference(expected.Weights, actual.Weights), 0, Rounding);
        Assert.InRange(Difference(expected.Training, actual.Training), 0, Rounding);
        Assert.InRange(Difference(ModelArtifact.Read(Path.Combine(one, "model")).Weights, ModelArtifact.Read(Path.Combine(other, "model")).Weights), 0, Rounding);
    }

    // The largest of all float32 numbers; names, types and shapes are the same, or this fails.
    private static double Difference(IReadOnlyList<NamedArray> expected, IReadOnlyList<NamedArray> actual)
    {
        NamedArray[] one = [.. expected.OrderBy(array => array.Name, StringComparer.Ordinal)], other = [.. actual.OrderBy(array => array.Name, StringComparer.Ordinal)];
        Assert.Equal(one.Select(array => $"{array.Name} {array}"), other.Select(array => $"{array.Name} {array}"));
        Assert.All(one, array => Assert.Equal(TensorType.F32, array.Type));
        return one.Zip(other).SelectMany(pair => Floats(pair.First).Zip(Floats(pair.Second), (x, y) => Math.Abs(x - (double)y))).DefaultIfEmpty().Max();
    }

    private static float[] Floats(NamedArray array) => MemoryMarshal.Cast<byte, float>(array.Data.Span).ToArray();
}
