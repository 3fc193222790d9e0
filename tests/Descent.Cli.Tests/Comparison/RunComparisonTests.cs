using Descent.Cli.Comparison;
using Descent.Training.Evaluation;

namespace Descent.Cli.Tests.Comparison;

public sealed class RunComparisonTests
{
    [Fact]
    public void The_simplest_that_chance_keeps_from_the_best_is_recommended()
    {
        RunComparison comparison = RunComparison.Of([Recorded("small", 880, 10), Recorded("middle", 905, 20), Recorded("large", 910, 30)]);

        Assert.Equal(["large", "middle", "small"], comparison.Ranks.Select(rank => rank.Run.Run));
        Assert.Equal([false, false, true], comparison.Ranks.Select(rank => rank.IsBelowBest));
        Assert.Null(comparison.Ranks[0].P);
        Assert.Equal("middle", comparison.Recommended.Run.Run);
        Assert.False(comparison.IsPaired);
    }

    [Fact]
    public void The_best_is_recommended_when_nothing_simpler_comes_near() =>
        Assert.Equal("large", RunComparison.Of([Recorded("small", 800, 10), Recorded("large", 910, 30)]).Recommended.Run.Run);

    [Fact]
    public void Of_equals_in_size_the_one_with_fewer_operations_then_the_more_accurate_is_recommended()
    {
        Assert.Equal("fast", RunComparison.Of([Recorded("slow", 910, 10) with { Flops = 9 }, Recorded("fast", 908, 10) with { Flops = 5 }]).Recommended.Run.Run);
        Assert.Equal("better", RunComparison.Of([Recorded("worse", 908, 10), Recorded("better", 910, 10)]).Recommended.Run.Run);
    }

    // The same two accuracies: 20 examples of 1,000 that only the first has right are more than chance, 20 of two different thousands are not.
    [Fact]
    public void The_same_examples_are_compared_one_by_one()
    {
        RunComparison paired = RunComparison.Of([Paired("a", 920), Paired("b", 900)]);

        Assert.True(paired.IsPaired);
        Assert.Equal(2 * Math.Pow(0.5, 20), paired.Ranks[1].P!.Value, 1e-12);
        Assert.True(paired.Ranks[1].IsBelowBest);
        Assert.False(RunComparison.Of([Recorded("a", 920, 10), Recorded("b", 900, 10)]).Ranks[1].IsBelowBest);
        Assert.False(RunComparison.Of([Paired("a", 920), Recorded("b", 900, 10)]).IsPaired);
    }

    [Fact]
    public void Runs_that_agree_everywhere_differ_by_chance_alone() =>
        Assert.Equal(1, RunComparison.Of([Paired("a", 900), Paired("b", 900)]).Ranks[1].P);

    internal static ComparedRun Recorded(string name, long right, long parameters) => new(name, "mlp", new Proportion(right, 1000), parameters);

    private static ComparedRun Paired(string name, int right) =>
        Recorded(name, right, 10) with { Right = [.. Enumerable.Range(0, 1000).Select(i => i < right)] };
}
