using Descent.Training.Splitting;

namespace Descent.Training.Tests.Splitting;

public sealed class StageCutTests
{
    [Fact]
    public void Equal_links_make_equal_stages() => Assert.Equal([0, 2, 4], StageCut.Balance([1, 1, 1, 1, 1, 1], [true, true, true, true, true, true], 3));

    [Fact]
    public void A_slow_link_has_a_stage_of_its_own() => Assert.Equal([0, 3, 4], StageCut.Balance([1, 1, 1, 9, 1, 1], [true, true, true, true, true, true], 3));

    [Fact]
    public void Every_stage_has_something_to_train_however_fast_the_others_would_be() => Assert.Equal([0, 2], StageCut.Balance([9, 1, 1, 1], [false, true, false, true], 2));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_other_cut_has_a_faster_slowest_stage(int stages)
    {
        for (int phase = 0; phase < 40; phase++)
        {
            double[] costs = [.. TestNetworks.Wave(9, phase).Select(value => Math.Round(value + 0.5, 2))];
            bool[] trained = [.. TestNetworks.Wave(9, phase + 100).Select((value, i) => value > 0 || i % 2 == 0)];

            int[] starts = StageCut.Balance(costs, trained, stages);

            Assert.Equal(0, starts[0]);
            Assert.Equal(stages, starts.Length);
            Assert.True(IsLegal(starts, trained));
            Assert.Equal(Cuts(stages, 0, costs.Length).Where(cut => IsLegal(cut, trained)).Min(cut => Slowest(cut, costs)), Slowest(starts, costs), 1e-12);
        }
    }

    private static double Slowest(int[] starts, double[] costs) => starts.Select((start, i) => costs[start..End(starts, i, costs.Length)].Sum()).Max();

    private static bool IsLegal(int[] starts, bool[] trained) => starts.Select((start, i) => trained.AsSpan()[start..End(starts, i, trained.Length)].Contains(true)).All(has => has);

    private static int End(int[] starts, int stage, int count) => stage + 1 < starts.Length ? starts[stage + 1] : count;

    private static IEnumerable<int[]> Cuts(int stages, int start, int count) => stages == 1
        ? [[start]]
        : from next in Enumerable.Range(start + 1, count - start - 1) from rest in Cuts(stages - 1, next, count) select (int[])[start, .. rest];
}
