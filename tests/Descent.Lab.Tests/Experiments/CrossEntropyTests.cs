using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class CrossEntropyTests
{
    [Fact]
    public void Is_the_likelihood_of_the_labels_and_recovers_from_a_confidently_wrong_start()
    {
        Answer answer = ExperimentRun.Quick<CrossEntropy>();

        // The values of the question.
        Assert.Equal(0.51, answer.Values["loss-60"].Mean, 0.005);
        Assert.Equal(2.30, answer.Values["loss-10"].Mean, 0.005);
        Assert.InRange(answer.Values["frequency-error"].Most, 0, 0.01);
        Assert.True(answer.Values["slope-cross"].Mean > 20 * answer.Values["slope-squared"].Mean);
        Assert.True(answer.Values["recovered-cross"].IsAbove(answer.Values["recovered-squared"], margin: 0.2));
    }
}
