using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class ResumedStateTests
{
    [Fact]
    public void Weights_alone_make_the_loss_jump_with_Adam_and_AdaGrad_and_the_full_state_makes_no_difference_at_all()
    {
        Answer answer = ExperimentRun.Quick<ResumedState>();

        Assert.Equal(0, answer.Values["full-adam"].Most);
        Assert.Equal(0, answer.Values["full-adagrad"].Most);
        Assert.Equal(0, answer.Values["full-sgd"].Most);
        Assert.True(answer.Values["jump-adagrad"].Least > 0.5);
        Assert.True(answer.Values["jump-adam"].Least > 0.05);
    }
}
