using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class FlatPlacesTests
{
    [Fact]
    public void Three_runs_that_stand_still_are_a_minimum_a_saddle_and_vanished_gradients()
    {
        Answer answer = ExperimentRun.Quick<FlatPlaces>();

        Assert.All(["minimum", "saddle", "vanished"], place => Assert.InRange(answer.Values[$"slope-{place}"].Most, 0, 1));
        Assert.InRange(answer.Values["level-minimum"].Most, 0.1, 0.9);
        Assert.InRange(answer.Values["level-saddle"].Least, 0.98, 1.05);
        Assert.InRange(answer.Values["walk-saddle"].Least, 0.1, 1);
        Assert.InRange(answer.Values["reached-vanished"].Most, 0, 1e-3);
        Assert.True(answer.Values["level-vanished"].IsAbove(answer.Values["level-relu"], margin: 0.1));
    }
}
