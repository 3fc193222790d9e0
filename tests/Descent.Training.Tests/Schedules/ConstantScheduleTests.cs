using Descent.Training.Schedules;

namespace Descent.Training.Tests.Schedules;

public sealed class ConstantScheduleTests
{
    [Fact]
    public void Is_1_throughout_and_needs_no_length()
    {
        var schedule = new ConstantSchedule();
        var stream = new RunLength(3, null);

        Assert.Equal([1, 1, 1], new long[] { 0, 1, 1_000_000 }.Select(step => schedule.Factor(step, stream)));
        Assert.False(schedule.NeedsLength);
        Assert.Empty(schedule.FindMistakes());
    }
}
