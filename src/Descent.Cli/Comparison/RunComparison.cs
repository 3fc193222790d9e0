using Descent.Training.Evaluation;

namespace Descent.Cli.Comparison;

/// <summary>Runs by accuracy, and the simplest of those that are not significantly below the best.</summary>
/// <param name="Ranks">The runs, the most accurate first; of equals the simplest.</param>
/// <param name="IsPaired">Whether the runs were tested on the same examples, one by one.</param>
/// <param name="Recommended">The one to take: with the fewest parameters, of equals with the fewest operations, of equals the most accurate.</param>
internal sealed record RunComparison(IReadOnlyList<RankedRun> Ranks, bool IsPaired, RankedRun Recommended)
{
    /// <param name="runs">One or more.</param>
    public static RunComparison Of(IReadOnlyList<ComparedRun> runs)
    {
        bool isPaired = runs.All(run => run.Right is not null);
        ComparedRun[] ordered = [.. runs.OrderByDescending(run => run.Accuracy.Share).ThenBy(run => run.Parameters).ThenBy(run => run.Flops)];
        ComparedRun best = ordered[0];
        RankedRun[] ranks =
        [
            .. ordered.Select(run => new RankedRun(
                run, 100 * (best.Accuracy.Share - run.Accuracy.Share), run == best ? null : isPaired ? OfPairs(best, run) : Significance.OfProportions(best.Accuracy, run.Accuracy))),
        ];
        return new RunComparison(ranks, isPaired, ranks.Where(rank => !rank.IsBelowBest).MinBy(rank => (rank.Run.Parameters, rank.Run.Flops))!);
    }

    private static double OfPairs(ComparedRun first, ComparedRun second)
    {
        long onlyFirst = 0, onlySecond = 0;
        foreach ((bool one, bool other) in first.Right!.Zip(second.Right!))
        {
            onlyFirst += one && !other ? 1 : 0;
            onlySecond += other && !one ? 1 : 0;
        }

        return Significance.OfPairs(onlyFirst, onlySecond);
    }
}
