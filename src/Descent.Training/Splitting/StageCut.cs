namespace Descent.Training.Splitting;

/// <summary>Where a chain is cut into stages: so that the slowest takes as little time as can be.</summary>
internal static class StageCut
{
    /// <summary>The first link of each stage.</summary>
    /// <param name="costs">What each link takes, 0 or more.</param>
    /// <param name="isTrained">Whether it has anything to train; each stage needs a link that has.</param>
    /// <param name="stages">1 to the number of trained links.</param>
    public static int[] Balance(IReadOnlyList<double> costs, IReadOnlyList<bool> isTrained, int stages)
    {
        int count = costs.Count;
        // best[s, e]: the slowest of s + 1 stages made of the first e links, at best; last[s, e]: where the last of them begins then.
        double[,] best = new double[stages, count + 1];
        int[,] last = new int[stages, count + 1];
        for (int stage = 0; stage < stages; stage++)
        {
            for (int end = 0; end <= count; end++)
            {
                best[stage, end] = double.PositiveInfinity;
                double cost = 0;
                bool hasTrained = false;
                for (int start = end - 1; start >= 0; start--)
                {
                    cost += costs[start];
                    hasTrained |= isTrained[start];
                    double before = stage > 0 ? best[stage - 1, start] : start == 0 ? 0 : double.PositiveInfinity;
                    if (hasTrained && Math.Max(before, cost) < best[stage, end])
                    {
                        (best[stage, end], last[stage, end]) = (Math.Max(before, cost), start);
                    }
                }
            }
        }

        int[] starts = new int[stages];
        for (int stage = stages - 1, end = count; stage >= 0; stage--)
        {
            end = starts[stage] = last[stage, end];
        }

        return starts;
    }
}
