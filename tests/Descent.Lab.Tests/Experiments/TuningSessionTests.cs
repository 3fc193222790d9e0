using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class TuningSessionTests
{
    [Fact]
    public void Learns_what_the_doctor_says_in_the_order_that_it_says_it()
    {
        Answer answer = ExperimentRun.Quick<TuningSession>();

        Assert.InRange(answer.Values["accuracy-sick"].Most, 0, 0.25);
        Assert.InRange(answer.Values["dead-sick"].Least, 0.9, 1);
        Assert.InRange(answer.Values["rate"].Most, 0.0299, 0.0301);
        Assert.True(answer.Values["accuracy-slower"].IsAbove(answer.Values["accuracy-sick"], margin: 0.2));
        Assert.InRange(answer.Values["share"].Most, 0.3, 1);
        Assert.True(answer.Values["accuracy-slower"].IsAbove(answer.Values["accuracy-wrong-order"]));
        Assert.InRange(answer.Values["accuracy-slower"].Mean - answer.Values["accuracy-wrong-order"].Mean, 0.2, 1);
    }
}
