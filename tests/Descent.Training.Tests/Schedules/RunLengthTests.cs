using Descent.Training.Schedules;

namespace Descent.Training.Tests.Schedules;

public sealed class RunLengthTests
{
    [Fact]
    public void Has_as_many_steps_as_its_epochs_and_none_that_are_known_for_a_stream()
    {
        Assert.Equal(3_000_000_000L, new RunLength(1000, 3_000_000).Steps);
        Assert.Null(new RunLength(3, null).Steps);
    }
}
