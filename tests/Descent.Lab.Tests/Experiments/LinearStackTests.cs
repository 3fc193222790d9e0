using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class LinearStackTests
{
    [Fact]
    public void Sixteen_linear_layers_are_one_matrix_and_only_the_twin_with_an_activation_follows_a_spiral()
    {
        Answer answer = ExperimentRun.Quick<LinearStack>();

        Assert.InRange(answer.Values["error-16"].Most, 0, 1e-8);
        Assert.InRange(answer.Values["error-relu-2"].Least, 0.01, 1);
        Assert.InRange(answer.Values["spiral-linear"].Most, 0.4, 0.85);
        Assert.InRange(answer.Values["spiral-relu"].Least, 0.95, 1);
        Assert.InRange(answer.Values["xor-linear"].Most, 0.3, 0.85);
    }
}
