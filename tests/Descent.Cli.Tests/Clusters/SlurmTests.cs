using Descent.Cli.Tests.Processes;

namespace Descent.Cli.Tests.Clusters;

public sealed class SlurmTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "docs", "clusters", "slurm.sbatch");

    [Fact]
    public void The_batch_file_trains_and_knows_a_run_that_is_there()
    {
        using SlurmCluster cluster = new();
        using TemporaryFolder folder = new();
        Dictionary<string, string> variables = new() { ["DESCENT"] = DescentProcess.Program, ["RUN"] = "run", ["PMI"] = "pmi2" };
        string[] job = ["--ntasks-per-node=1", Script, "mlp", "--data", "glyphs:200", "--epochs", "1"];

        Assert.Contains("epoch 1/1  loss ", cluster.Submit(folder.Path, variables, job), StringComparison.Ordinal);
        Assert.Contains("nothing is left to train", cluster.Submit(folder.Path, variables, job), StringComparison.Ordinal);
    }
}
