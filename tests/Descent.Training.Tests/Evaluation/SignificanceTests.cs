using Descent.Training.Evaluation;

namespace Descent.Training.Tests.Evaluation;

/// <summary>Against exact fractions and erfc, computed in Python.</summary>
public sealed class SignificanceTests
{
    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    [InlineData(1, 9, 0.021484375)]
    [InlineData(9, 1, 0.021484375)]
    [InlineData(30, 50, 0.03299261842647618)]
    [InlineData(0, 20, 1.9073486328125e-06)]
    [InlineData(900, 1000, 0.02310884510890107)]
    [InlineData(2000, 2600, 9.22122107676965e-19)]
    public void Pairs_are_tested_exactly(long onlyFirst, long onlySecond, double expected) =>
        Assert.Equal(1, Significance.OfPairs(onlyFirst, onlySecond) / expected, 1e-9);

    [Theory]
    [InlineData(90, 100, 80, 100, 0.047670380656161505)]
    [InlineData(8954, 10000, 8854, 10000, 0.02360275036642955)]
    [InlineData(50, 100, 50, 100, 1)]
    [InlineData(9900, 10000, 9000, 10000, 1.7779188368246222e-171)]
    [InlineData(89, 100, 80, 120, 9.281231810771078e-05)]
    [InlineData(910, 1000, 860, 1000, 0.000457349309311794)]
    [InlineData(100, 100, 100, 100, 1)]
    public void Two_shares_are_tested_with_the_pooled_one(long right, long of, long otherRight, long otherOf, double expected) =>
        Assert.Equal(1, Significance.OfProportions(new Proportion(right, of), new Proportion(otherRight, otherOf)) / expected, 1e-9);
}
