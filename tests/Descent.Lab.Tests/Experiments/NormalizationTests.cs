using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class NormalizationTests
{
    [Fact]
    public void Own_statistics_change_a_prediction_with_its_batch_mates_and_fail_under_shift_and_saved_ones_do_not()
    {
        Answer answer = ExperimentRun.Quick<Normalization>();

        Assert.InRange(answer.Values["changed-own"].Least, 0.02, 1);
        Assert.Equal(0, answer.Values["changed-saved"].Most);
        Assert.True(answer.Values["saved-shifted"].IsAbove(answer.Values["own-shifted-128"], margin: 0.1));
        Assert.Equal(answer.Values["saved"].Mean, answer.Values["saved-shifted"].Mean, 0.02);
    }
}
