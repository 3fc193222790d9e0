using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class ModelChoiceTests
{
    [Fact]
    public void Networks_of_equal_accuracy_come_apart_on_changed_images_moved_ones_one_way_and_noisy_ones_the_other()
    {
        Answer answer = ExperimentRun.Quick<ModelChoice>();

        Assert.All((string[])["linear", "mlp", "conv", "residual"], name => Assert.InRange(answer.Values[$"same-{name}"].Least, 0.8, 0.9));
        Assert.True(answer.Values["moved-residual"].Mean > answer.Values["moved-linear"].Mean + 0.05);
        Assert.True(answer.Values["noisy-residual"].Most < answer.Values["noisy-linear"].Least);
        Assert.True(answer.Values["worst-residual"].Most < answer.Values["worst-linear"].Least);
        Assert.True(answer.Values["worst-residual"].Most < answer.Values["worst-conv"].Least);
        Assert.True(answer.Values["dim-own"].Least > 2 * answer.Values["dim-residual"].Most);
    }
}
