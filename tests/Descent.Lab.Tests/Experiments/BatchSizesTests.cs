using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class BatchSizesTests
{
    [Fact]
    public void Single_examples_are_slow_and_noisy_and_the_whole_set_makes_too_few_steps()
    {
        Answer answer = ExperimentRun.Quick<BatchSizes>();

        Assert.True(answer.Values["accuracy-8"].IsAbove(answer.Values["accuracy-1024"], margin: 0.1));
        Assert.InRange(answer.Values["noise-1"].Least, 10, 10_000);
        Assert.Equal(answer.Values["scale"].Mean / 64, answer.Values["noise-64"].Mean, answer.Values["noise-64"].Mean);
        Assert.InRange(answer.Values["knee"].Mean / answer.Values["knee-foretold"].Mean, 1 / 3.0, 3);
        Assert.InRange(answer.Values["knee"].Least, 8, 512);
        Assert.True(answer.Values["in-time-64"].IsAbove(answer.Values["in-time-1024"]));
    }
}
