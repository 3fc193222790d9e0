using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class FullConnectionsTests
{
    [Fact]
    public void Shuffled_pixels_cost_the_convolution_and_not_the_perceptron_and_shifted_images_the_other_way_round()
    {
        Answer answer = ExperimentRun.Quick<FullConnections>();

        Assert.Equal(203_530, answer.Values["parameters-full"].Mean);
        Assert.Equal(61_706, answer.Values["parameters-conv"].Mean);
        Assert.InRange(answer.Values["drop-full"].Mean, -0.03, 0.03);
        Assert.InRange(answer.Values["drop-conv"].Least, 0.1, 1);
        Assert.True(answer.Values["conv-shifted"].IsAbove(answer.Values["full-shifted"]));
    }
}
