using Descent.Cli.Verification;
using Descent.Runs;

namespace Descent.Cli.Tests.Verification;

public sealed class RunDigestsTests
{
    [Fact]
    public void Runs_of_the_same_bytes_are_equal_in_everything()
    {
        using TemporaryFolder folder = new();
        Create(folder["a"]);
        Create(folder["b"]);

        Assert.All(RunDigests.Compare(folder["a"], folder["b"]), row => Assert.True(row.IsEqual));
    }

    [Theory]
    [InlineData("model/weights.safetensors", "weightz", "final weights")]
    [InlineData("checkpoints/step-00000010/training.safetensors", "momentz", "optimizer moments")]
    [InlineData("metrics.jsonl", "{}\n{}\n", "metrics.jsonl")]
    [InlineData("checkpoints/step-00000010/state.json", """{"seconds":2,"orderDigest":43}""", "order of example ids")]
    public void One_other_byte_is_found_and_named(string file, string content, string what)
    {
        using TemporaryFolder folder = new();
        Create(folder["a"]);
        Create(folder["b"]);
        File.WriteAllText(Path.Combine(folder["b"], file), content);

        ProofRow row = Assert.Single(RunDigests.Compare(folder["a"], folder["b"]), row => !row.IsEqual);
        Assert.Equal(what, row.What);
    }

    [Fact]
    public void Seconds_are_no_part_of_the_order()
    {
        using TemporaryFolder folder = new();
        Create(folder["a"]);
        Create(folder["b"]);
        File.WriteAllText(Path.Combine(folder["b"], "checkpoints/step-00000010/state.json"), """{"seconds":99,"orderDigest":42}""");

        Assert.All(RunDigests.Compare(folder["a"], folder["b"]), row => Assert.True(row.IsEqual));
    }

    [Fact]
    public void A_run_without_its_model_is_no_proof()
    {
        using TemporaryFolder folder = new();
        Create(folder["a"]);
        Create(folder["b"]);
        Directory.Delete(Path.Combine(folder["b"], "model"), recursive: true);

        Assert.Throws<VerificationException>(() => RunDigests.Compare(folder["a"], folder["b"]));
    }

    private static void Create(string path)
    {
        RunFolder run = Sample.Create(path);
        Write(run.MetricsPath, "{}\n");
        Write(Path.Combine(run.ModelPath, "weights.safetensors"), "weights");
        Write(Path.Combine(run.CheckpointsPath, "step-00000005", "training.safetensors"), "older");
        Write(Path.Combine(run.CheckpointsPath, "step-00000010", "training.safetensors"), "moments");
        Write(Path.Combine(run.CheckpointsPath, "step-00000010", "state.json"), """{"seconds":2,"orderDigest":42}""");
    }

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
