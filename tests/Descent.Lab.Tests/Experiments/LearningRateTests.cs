using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class LearningRateTests
{
    [Fact]
    public void Has_a_best_value_between_too_small_and_too_large_and_momentum_is_faster_in_a_ravine()
    {
        Answer answer = ExperimentRun.Quick<LearningRate>();

        Assert.True(answer.Values["small-loss"].Least > answer.Values["best-loss"].Mean);
        Assert.True(answer.Values["large-loss"].Least > answer.Values["best-loss"].Mean);
        Assert.InRange(answer.Values["best-rate"].Mean, 0.01, 1);
        Assert.True(answer.Values["steps-momentum"].Most < answer.Values["steps-slow"].Least);
        Assert.Equal(1, answer.Values["slant-adam"].Mean, 0.01);
    }
}
