using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class AsynchronousReadingTests
{
    [Fact]
    public void Reading_ahead_takes_the_longer_of_reading_and_training_in_place_of_their_sum()
    {
        Answer answer = ExperimentRun.Quick<AsynchronousReading>();

        Assert.InRange(answer.Values["foretold-balanced"].Mean, 1.8, 2);
        Assert.InRange(answer.Values["speedup-balanced"].Most, 1.5, 2.4);
        Assert.InRange(answer.Values["waited-sync-balanced"].Most, 0.4, 0.7);
    }
}
