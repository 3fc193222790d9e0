using System.Text.Json;
using Descent.Runs;

namespace Descent.Cli.Tests.Comparison;

[Collection(nameof(TrainsHere))]
public sealed class CompareCommandTests
{
    [Fact]
    public void Runs_that_cannot_be_compared_are_told_all_at_once()
    {
        using TemporaryFolder folder = new();
        Sample.Create(folder["done"]).WriteResult(Sample.Result(0.9));
        Sample.Create(folder["other"], dataset: "mnist").WriteResult(Sample.Result(0.8));
        Sample.Create(folder["numbers"]).WriteResult(Sample.Result(0.9) with { TestAccuracy = null });
        Sample.Create(folder["unfinished"]);
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Mistaken, terminal.Run(
            "compare", folder["done"], folder["done"], folder["other"], folder["numbers"], folder["unfinished"], folder["missing"]));
        Assert.All(
            ["is named twice", "has no result yet", "has no test accuracy", "is not a run", "done on fashion-mnist, other on mnist"],
            words => Assert.Contains(words, terminal.Error, StringComparison.Ordinal));
        Assert.Empty(terminal.Output);
    }

    [Fact]
    public void Without_models_the_recorded_accuracies_are_compared()
    {
        using TemporaryFolder folder = new();
        Sample.Create(folder["a"], dataset: "glyphs:10").WriteResult(Sample.Result(0.9) with { TestCounted = 1000 });
        Sample.Create(folder["b"], dataset: "glyphs:10").WriteResult(Sample.Result(0.8) with { TestCounted = 1000 });
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Done, terminal.Run("compare", folder["a"], folder["b"], "--json"));
        using JsonDocument json = JsonDocument.Parse(terminal.Output);
        Assert.Equal("two-proportion", json.RootElement.GetProperty("test").GetString());
        Assert.True(json.RootElement.GetProperty("runs")[1].GetProperty("belowBest").GetBoolean());
    }

    [Fact]
    public void Models_are_tested_anew_on_the_same_examples()
    {
        using TemporaryFolder folder = new();
        using TestTerminal terminal = new();
        foreach (string network in (string[])["lenet", "mlp"])
        {
            Assert.Equal(ExitCode.Done, terminal.Run("train", network, "--data", "glyphs:300", "--epochs", "1", "--threads", "1", "--output", folder[network], "--quiet"));
        }

        using TestTerminal second = new();
        Assert.Equal(ExitCode.Done, second.Run("compare", folder["lenet"], folder["mlp"], "--json"));
        using JsonDocument json = JsonDocument.Parse(second.Output);
        Assert.Equal("mcnemar", json.RootElement.GetProperty("test").GetString());
        Assert.All(json.RootElement.GetProperty("runs").EnumerateArray(), run =>
        {
            RunResult recorded = RunFolder.Open(folder[run.GetProperty("network").GetString()!]).ReadResult()!;
            Assert.Equal(recorded.TestAccuracy!.Value, run.GetProperty("accuracy").GetDouble(), 1e-9);
            Assert.Equal(recorded.TestCounted, run.GetProperty("counted").GetInt64());
            Assert.True(run.GetProperty("latencyMilliseconds").GetDouble() > 0);
        });
    }
}
