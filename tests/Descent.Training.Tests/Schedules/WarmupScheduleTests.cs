using Descent.Training.Schedules;

namespace Descent.Training.Tests.Schedules;

public sealed class WarmupScheduleTests
{
    private static readonly RunLength Length = new(10, 100);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(4, 0.5)]
    [InlineData(9, 1)]
    [InlineData(10, 1)]
    [InlineData(999, 1)]
    public void Rises_in_a_straight_line_to_the_constant(long step, double expected) =>
        Assert.Equal(expected, new WarmupSchedule { Steps = 10 }.Factor(step, Length), 1e-12);

    [Fact]
    public void Multiplies_the_schedule_that_follows()
    {
        Schedule[] others = [new StepSchedule { Every = 1, Drop = 0.5 }, new CosineSchedule { Final = 0.1 }];
        Assert.All(others, then =>
        {
            var warmup = new WarmupSchedule { Steps = 200, Then = then };

            Assert.Equal(1 / 200.0, warmup.Factor(0, Length), 1e-12);
            Assert.Equal(then.Factor(99, Length) / 2, warmup.Factor(99, Length), 1e-12);
            Assert.Equal(then.Factor(150, Length) * 151 / 200, warmup.Factor(150, Length), 1e-12);
            Assert.Equal(then.Factor(999, Length), warmup.Factor(999, Length), 1e-12);
            Assert.True(warmup.NeedsLength);
        });
    }

    [Fact]
    public void A_stream_may_warm_up_to_a_constant()
    {
        Assert.False(new WarmupSchedule().NeedsLength);
        Assert.Equal(0.02, new WarmupSchedule().Factor(1, new RunLength(1, null)), 1e-12);
    }

    [Fact]
    public void Its_mistakes_and_those_of_the_schedule_that_follows_are_told_together()
    {
        Assert.Empty(new WarmupSchedule { Steps = 1 }.FindMistakes());
        Assert.Equal(
            ["the warmup's 'steps' is out of range.", "the cosine schedule's 'final' is out of range."],
            new WarmupSchedule { Steps = 0, Then = new CosineSchedule { Final = 2 } }.FindMistakes().Select(mistake => mistake.What));
    }
}
