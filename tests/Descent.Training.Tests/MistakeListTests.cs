using System.Globalization;
using Descent.Runs;

namespace Descent.Training.Tests;

public sealed class MistakeListTests
{
    [Theory]
    [InlineData(0.4, 1)]
    [InlineData(0.5, 0)]
    [InlineData(1, 0)]
    [InlineData(1.5, 0)]
    [InlineData(1.6, 1)]
    [InlineData(double.NaN, 1)]
    public void A_range_has_both_its_borders(double value, int mistakes)
    {
        var list = new MistakeList();
        list.Range("--share", value, 0.5, 1.5);

        Assert.Equal(mistakes, list.Items.Count);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 1)]
    [InlineData(1e-300, 0)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NaN, 1)]
    public void Above_leaves_out_the_bound_and_infinity(double value, int mistakes)
    {
        var list = new MistakeList();
        list.Above("--rate", value, 0);

        Assert.Equal(mistakes, list.Items.Count);
    }

    [Fact]
    public void Numbers_are_written_the_same_in_every_culture()
    {
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        CultureInfo.CurrentCulture = comma;
        var list = new MistakeList();
        list.Range("--share", 2.5, 0.5, 1.5);
        list.Above("--rate", -0.5, 0.25);

        Assert.Equal(
            [
                new Mistake("--share is out of range.", "2.5", "0.5 to 1.5", "Give --share a value in that range."),
                new Mistake("--rate is out of range.", "-0.5", "above 0.25", "Give --rate a value above that."),
            ],
            list.Items);
    }
}
