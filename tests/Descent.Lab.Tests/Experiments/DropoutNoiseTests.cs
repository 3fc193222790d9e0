using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class DropoutNoiseTests
{
    [Fact]
    public void Keeps_the_gap_smaller_and_stands_for_the_mean_of_many_networks()
    {
        Answer answer = ExperimentRun.Quick<DropoutNoise>();

        Assert.True(answer.Values["gap-plain"].IsAbove(answer.Values["gap-dropout"]));
        Assert.Equal(1, answer.Values["up-training"].Mean, 0.02);
        Assert.Equal(0.5, answer.Values["down-using"].Mean, 1e-6);
        Assert.True(answer.Values["many"].IsAbove(answer.Values["one"]));
    }
}
