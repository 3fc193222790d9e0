using Descent.Lab.Answers;
using Descent.Lab.Experiments;

namespace Descent.Lab.Tests.Experiments;

public sealed class GeneratorMemoryTests
{
    [Fact]
    public void A_list_grows_with_the_data_set_and_a_generator_that_gives_the_same_batches_does_not()
    {
        Answer answer = ExperimentRun.Quick<GeneratorMemory>();

        Assert.InRange(answer.Values["growth-list"].Mean, 700, 900);
        Assert.InRange(answer.Values["growth-generator"].Most, -40, 40);
    }
}
