using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class ConvolutionTraitsTests
{
    [Fact]
    public void Weights_are_shared_and_local_and_there_are_in_times_out_kernels()
    {
        Answer answer = ExperimentRun.Quick<ConvolutionTraits>();

        Assert.Equal(80, answer.Values["weights-conv"].Mean);
        Assert.InRange(answer.Values["moved-error"].Most, 0, 1e-5);
        Assert.Equal(9.0 / 196, answer.Values["changed-conv"].Mean, 1e-9);
        Assert.Equal(15, answer.Values["kernels"].Mean);
    }
}
