using Descent.Doctor.History;

namespace Descent.Doctor.Tests.History;

public sealed class SeriesTests
{
    private static readonly Series Example = new([new Point(1, 0, 5), new Point(2, 0, 1), new Point(4, 0, 3), new Point(8, 1, 9)]);

    [Fact]
    public void Says_least_greatest_median_and_mean_of_the_newest()
    {
        Assert.Equal((5, 9, 1, 9), (Example.First, Example.Last, Example.Least, Example.Greatest));
        Assert.Equal((4, 3, 6), (Example.Median(), Example.Median(3), Example.Mean(2)));
        Assert.Equal((3, 3), (Example.LowerQuartile(), Example.LowerQuartile(2)));
    }

    [Fact]
    public void A_line_has_its_slope() =>
        Assert.Equal(-0.5, new Series([new Point(10, 0, 7), new Point(12, 0, 6), new Point(20, 0, 2)]).Slope(), 1e-12);

    [Fact]
    public void Of_nothing_every_number_is_NaN() =>
        Assert.All([Series.Empty.First, Series.Empty.Last, Series.Empty.Median(), Series.Empty.Slope(), Series.Empty.Least], value => Assert.True(double.IsNaN(value)));

    [Fact]
    public void A_new_try_takes_the_place_of_what_the_one_before_measured_from_there_on()
    {
        var series = new Series([new Point(1, 0, 1), new Point(5, 0, 2), new Point(9, 0, 3)]);

        series.Add(new Point(5, 0, 7));

        Assert.Equal([new Point(1, 0, 1), new Point(5, 0, 7)], series.Points);
    }

    [Fact]
    public void Is_cut_by_steps()
    {
        Assert.Equal([3, 9], Example.From(3).Points.Select(point => point.Value));
        Assert.Equal([5, 1], Example.Before(4).Points.Select(point => point.Value));
    }
}
