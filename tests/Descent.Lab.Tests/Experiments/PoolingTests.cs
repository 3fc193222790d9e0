using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class PoolingTests
{
    [Fact]
    public void Most_outputs_stay_when_the_image_moves_by_less_than_the_window()
    {
        Answer answer = ExperimentRun.Quick<Pooling>();

        Assert.True(answer.Values["max-2"].IsAbove(answer.Values["max-1"]));
        Assert.True(answer.Values["max-4"].IsAbove(answer.Values["max-2"]));
        Assert.InRange(answer.Values["max-4"].Least, 0.5, 1);
        Assert.InRange(answer.Values["average-4"].Least, 0.5, 1);
    }
}
