using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class LabelAsNumberTests
{
    [Fact]
    public void Shuffling_the_class_numbers_ruins_the_network_that_learns_numbers_and_not_its_twin()
    {
        Answer answer = ExperimentRun.Quick<LabelAsNumber>();

        Assert.Equal(64, answer.Values["number-9"].Mean / answer.Values["number-2"].Mean);
        Assert.Equal(answer.Values["class-2"].Mean, answer.Values["class-9"].Mean, 1e-9);
        Assert.InRange(answer.Values["number-ordered"].Least, 0.9, 1);
        Assert.InRange(answer.Values["number-shuffled"].Most, 0, 0.8);
        Assert.InRange(answer.Values["class-shuffled"].Least, 0.95, 1);
    }
}
