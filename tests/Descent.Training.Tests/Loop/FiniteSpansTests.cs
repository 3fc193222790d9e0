using Descent.Training.Loop;

namespace Descent.Training.Tests.Loop;

public sealed class FiniteSpansTests
{
    [Theory]
    [InlineData(float.NaN, true)]
    [InlineData(float.PositiveInfinity, true)]
    [InlineData(float.NegativeInfinity, true)]
    [InlineData(float.MaxValue, false)]
    [InlineData(-0f, false)]
    public void Says_whether_the_last_number_is_finite(float last, bool expected) =>
        Assert.Equal(expected, new[] { 1, 2, last }.AsSpan().ContainsAnyNonFinite());
}
