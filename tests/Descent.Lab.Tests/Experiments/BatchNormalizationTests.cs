using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class BatchNormalizationTests
{
    [Fact]
    public void Allows_larger_learning_rates_and_more_initial_weights_and_depends_on_batch_mates_in_training_only()
    {
        Answer answer = ExperimentRun.Quick<BatchNormalization>();

        Assert.True(answer.Values["largest-norm"].Least >= 3 * answer.Values["largest-plain"].Most);
        Assert.True(answer.Values["works-norm"].Mean > answer.Values["works-plain"].Mean);
        Assert.InRange(answer.Values["mates-training"].Least, 0.01, 10);
        Assert.InRange(answer.Values["mates-using"].Most, 0, 1e-5);
    }
}
