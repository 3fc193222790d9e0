using Descent.Training.Collectives;
using Descent.Training.Splitting;

namespace Descent.Training.Tests.Splitting;

public sealed class IdleClockTests
{
    [Fact]
    public void What_is_waited_is_idle_and_the_first_step_does_not_count()
    {
        ManualClock time = new();
        IdleClock clock = new(time);
        using SoloCollective alone = new();

        Step(waited: 100, worked: 1);
        Assert.Null(clock.Share(alone));
        Step(waited: 1, worked: 3);
        Step(waited: 2, worked: 2);

        PipelineIdle idle = clock.Share(alone)!;
        Assert.Equal(3.0 / 8, idle.Measured, 1e-9);
        Assert.Equal(PipelineSchedule.IdleShare(2, 4), idle.Expected, 1e-9);

        void Step(int waited, int worked)
        {
            clock.Begin();
            clock.Wait(() => time.Seconds += waited);
            time.Seconds += worked;
            clock.End(2, 4);
        }
    }

    private sealed class ManualClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
