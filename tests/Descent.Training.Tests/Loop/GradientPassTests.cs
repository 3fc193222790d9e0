using Descent.Training.Loop;

namespace Descent.Training.Tests.Loop;

public sealed class GradientPassTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void One_number_that_is_not_finite_is_found_wherever_it_stands(float bad)
    {
        for (int i = 0; i < 48; i++)
        {
            float[] values = TestNetworks.Wave(48, 0);
            Assert.True(GradientPass.IsFinite(values));
            values[i] = bad;
            Assert.False(GradientPass.IsFinite(values));
        }
    }

    [Fact]
    public void The_largest_and_smallest_numbers_are_finite()
    {
        float[] values = [.. Enumerable.Range(0, 64).Select(i => (i % 4) switch
        {
            0 => float.MaxValue,
            1 => float.MinValue,
            2 => -0f,
            _ => float.Epsilon,
        })];

        Assert.True(GradientPass.IsFinite(values));
        Assert.True(GradientPass.IsFinite([]));
    }

    [Fact]
    public void The_norm_counts_every_number_and_does_not_overflow()
    {
        float[] values = TestNetworks.Wave(48, 1);
        Assert.Equal(Math.Sqrt(values.Sum(value => (double)value * value)), GradientPass.Norm(values), 1e-12);

        values.AsSpan().Fill(float.MaxValue);
        Assert.Equal(1, GradientPass.Norm(values) / (Math.Sqrt(48) * float.MaxValue), 1e-12);
    }

    [Fact]
    public void Scales_every_number()
    {
        float[] values = TestNetworks.Wave(48, 1);
        float[] expected = [.. values.Select(value => value * 0.3f)];
        GradientPass.Scale(values, 0.3f);

        Assert.Equal(expected, values);
    }

    [Fact]
    public void Averages_every_number()
    {
        float[] averages = TestNetworks.Wave(48, 1);
        float[] values = TestNetworks.Wave(48, 2);
        float[] expected = [.. averages.Zip(values, (average, value) => average + ((value - average) * 0.25f))];
        GradientPass.Average(averages, values, 0.25f);

        Assert.Equal(expected, averages);
    }
}
