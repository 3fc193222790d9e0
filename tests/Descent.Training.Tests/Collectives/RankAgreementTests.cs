using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Training.Collectives;

namespace Descent.Training.Tests.Collectives;

public sealed class RankAgreementTests
{
    [Fact]
    public void Ranks_that_say_the_same_agree() => Assert.All(Ask([("data", "1a")], [("data", "1a")]), Assert.Null);

    [Fact]
    public void A_rank_by_itself_agrees()
    {
        using SoloCollective solo = new();

        RankAgreement.Require(solo, [("data", "1a")]);
    }

    [Fact]
    public void What_differs_is_a_table_of_facts_and_ranks_that_every_rank_throws()
    {
        (string, string)[] same = [("epochs", "5"), ("batch size", "64"), ("version", "0.1.0")];

        RunConfigurationException?[] thrown = Ask(same, [("epochs", "5"), ("batch size", "32"), ("version", "0.1.1")], same, same);

        Assert.All(thrown, Assert.NotNull);
        Assert.Equal(
            [
                "The ranks disagree on what they are to train.",
                "                   ranks 0, 2-3   rank 1",
                "      batch size   64             32",
                "      version      0.1.0          0.1.1",
            ],
            thrown[0]!.Mistakes[0].What.Split(Environment.NewLine));
        Assert.Equal("2 facts that differ", thrown[0]!.Mistakes[0].Received);
    }

    [Fact]
    public void A_fact_that_a_rank_does_not_know_differs() =>
        Assert.Contains("shape   1x28x28   —", Ask([("shape", "1x28x28")], [])[0]!.Message, StringComparison.Ordinal);

    [Fact]
    public void An_option_tree_becomes_a_fact_for_each_leaf() => Assert.Equal(
        [("training.epochs", "5"), ("training.clip", "null"), ("loss", "\"mse\"")],
        RankAgreement.Facts(JsonNode.Parse("""{ "training": { "epochs": 5, "clip": null }, "loss": "mse" }""")));

    private static RunConfigurationException?[] Ask(params (string, string)[][] ranks)
    {
        byte[][] messages = [.. ranks.Select(RankAgreement.Write)];
        return [.. ranks.Select(_ => Record.Exception(() => RankAgreement.Require(messages)) as RunConfigurationException)];
    }
}
