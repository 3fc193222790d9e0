using Descent.Training.Schedules;

namespace Descent.Training.Tests.Schedules;

public sealed class CosineScheduleTests
{
    private static readonly RunLength Length = new(10, 100);

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 250, 0.8535533905932737)]
    [InlineData(0, 500, 0.5)]
    [InlineData(0, 750, 0.14644660940672627)]
    [InlineData(0, 1000, 0)]
    [InlineData(0.2, 0, 1)]
    [InlineData(0.2, 500, 0.6)]
    [InlineData(0.2, 1000, 0.2)]
    [InlineData(0.2, 5000, 0.2)]
    public void Goes_down_half_a_cosine_and_stays_there(double final, long step, double expected) =>
        Assert.Equal(expected, new CosineSchedule { Final = final }.Factor(step, Length), 1e-12);

    [Theory]
    [InlineData(-0.01, 1)]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1.01, 1)]
    [InlineData(double.NaN, 1)]
    public void Its_share_is_0_to_1(double final, int mistakes) =>
        Assert.Equal(mistakes, new CosineSchedule { Final = final }.FindMistakes().Count);

    [Fact]
    public void Needs_the_length_of_the_run() => Assert.True(new CosineSchedule().NeedsLength);
}
