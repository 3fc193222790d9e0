using Descent.Lab.Answers;

namespace Descent.Lab.Tests.Answers;

public sealed class MeasurementTests
{
    [Fact]
    public void The_interval_is_Students()
    {
        var measurement = new Measurement(Unit.Number, [1, 2, 3]);

        // t(2; 97.5 %) · 1 / √3
        Assert.Equal(2, measurement.Mean);
        Assert.Equal(4.303 / Math.Sqrt(3), measurement.Reach, 1e-12);
        Assert.Equal(2 - measurement.Reach, measurement.Low);
        Assert.Equal(2 + measurement.Reach, measurement.High);
    }

    [Fact]
    public void A_difference_counts_when_its_interval_over_the_seeds_lies_above_the_margin()
    {
        var low = new Measurement(Unit.Number, [1, 5, 9]);
        var high = new Measurement(Unit.Number, [2, 6.1, 9.9]);

        // Far apart between seeds, but always 1 more within one.
        Assert.True(high.IsAbove(low));
        Assert.True(high.IsAbove(low, margin: 0.7));
        Assert.False(high.IsAbove(low, margin: 0.9));
        Assert.False(low.IsAbove(high));
        Assert.False(low.IsAbove(low));
        Assert.Throws<ArgumentException>(() => low.IsAbove(new Measurement(Unit.Number, [1, 2])));
    }

    [Fact]
    public void What_diverged_has_no_end()
    {
        var diverged = new Measurement(Unit.Number, [1, 2, double.PositiveInfinity]);

        Assert.Equal("∞", diverged.ToString());
        Assert.True(double.IsInfinity(diverged.Reach));
        Assert.False(new Measurement(Unit.Number, [1, 1, 1]).IsAbove(diverged));
    }

    [Theory]
    [InlineData(Unit.Percent, 0.943, 0.0123, "94.3 ± 1.2 %")]
    [InlineData(Unit.Percent, -0.002, 0.022, "−0.2 ± 2.2 %")]
    [InlineData(Unit.Number, 0.1, 0, "0.1")]
    [InlineData(Unit.Number, 1.234, 0.5061, "1.23 ± 0.51")]
    [InlineData(Unit.Number, 1, 4e-8, "1")]
    [InlineData(Unit.Number, 6.8e-5, 6e-5, "(6.8 ± 6.0)·10⁻⁵")]
    [InlineData(Unit.Number, 8.5e-25, 0, "8.5·10⁻²⁵")]
    [InlineData(Unit.Number, 0, 0, "0")]
    [InlineData(Unit.Number, double.NaN, 0, "–")]
    [InlineData(Unit.Count, 4923520, 0, "4,923,520")]
    [InlineData(Unit.Count, 26.67, 1.434, "26.7 ± 1.4")]
    [InlineData(Unit.Times, 12.5, 0, "12.5×")]
    [InlineData(Unit.Seconds, 0.0043, 0, "4.30 ms")]
    [InlineData(Unit.Bytes, 7130000, 11800, "7.13 ± 0.01 MB")]
    public void Numbers_are_written_with_no_more_digits_than_they_are_worth(Unit unit, double value, double reach, string expected) =>
        Assert.Equal(expected, NumberText.Of(unit, value, reach));
}
