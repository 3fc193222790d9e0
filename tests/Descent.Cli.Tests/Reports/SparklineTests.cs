using Descent.Cli.Reports;

namespace Descent.Cli.Tests.Reports;

public sealed class SparklineTests
{
    [Fact]
    public void A_curve_goes_from_lowest_to_highest() => Assert.Equal("▁▂▃▄▅▆▇█", Sparkline.Of([0, 1, 2, 3, 4, 5, 6, 7], 60));

    [Fact]
    public void Many_values_are_averaged_into_the_columns() => Assert.Equal("█▁", Sparkline.Of([9, 11, 0, 2], 2));

    [Fact]
    public void What_is_not_finite_is_left_out() => Assert.Equal("▁█", Sparkline.Of([1, double.NaN, 2, double.PositiveInfinity], 60));

    [Fact]
    public void A_flat_curve_lies_at_the_bottom() => Assert.Equal("▁▁", Sparkline.Of([3, 3], 60));

    [Fact]
    public void No_values_give_no_curve() => Assert.Equal("", Sparkline.Of([], 60));
}
