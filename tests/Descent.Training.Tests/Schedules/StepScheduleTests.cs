using Descent.Training.Schedules;

namespace Descent.Training.Tests.Schedules;

public sealed class StepScheduleTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(199, 1)]
    [InlineData(200, 0.5)]
    [InlineData(399, 0.5)]
    [InlineData(400, 0.25)]
    [InlineData(999, 0.0625)]
    public void Drops_at_the_first_step_of_every_second_epoch(long step, double expected) =>
        Assert.Equal(expected, new StepSchedule { Every = 2, Drop = 0.5 }.Factor(step, new RunLength(10, 100)), 1e-12);

    [Theory]
    [InlineData(0, 0.1, "every")]
    [InlineData(1_000_001, 0.1, "every")]
    [InlineData(1, 0, "drop")]
    [InlineData(1, 1.01, "drop")]
    [InlineData(1, double.NaN, "drop")]
    public void A_number_out_of_range_is_a_mistake(int every, double drop, string name) =>
        Assert.Contains($"'{name}'", Assert.Single(new StepSchedule { Every = every, Drop = drop }.FindMistakes()).What, StringComparison.Ordinal);

    [Fact]
    public void The_borders_are_allowed_and_the_length_is_needed()
    {
        Assert.Empty(new StepSchedule { Every = 1, Drop = 1 }.FindMistakes());
        Assert.True(new StepSchedule().NeedsLength);
    }
}
