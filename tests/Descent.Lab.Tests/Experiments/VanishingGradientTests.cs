using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class VanishingGradientTests
{
    [Fact]
    public void Shrinks_by_a_quarter_at_each_sigmoid_so_that_the_deep_twin_learns_nothing()
    {
        Answer answer = ExperimentRun.Quick<VanishingGradient>();

        Assert.InRange(answer.Values["most-passed"].Most, 0.1, 0.25);
        Assert.InRange(answer.Values["left-sigmoid"].Most, 0, 1e-3);
        Assert.InRange(answer.Values["left-relu"].Least, 0.1, 100);
        Assert.True(answer.Values["accuracy-relu-10"].IsAbove(answer.Values["accuracy-sigmoid-10"], margin: 0.3));
    }
}
