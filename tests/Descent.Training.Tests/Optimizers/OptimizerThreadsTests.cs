using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Tests.Optimizers;

[CollectionDefinition(nameof(OptimizerThreadsTests), DisableParallelization = true)] // It counts what all threads allocate.
[Collection(nameof(OptimizerThreadsTests))]
public sealed class OptimizerThreadsTests
{
    [Fact]
    public void Updates_by_two_threads_allocate_nothing()
    {
        using Module<Tensor, Tensor> network = TestNetworks.Fixed(() => Linear(1024, 520));
        using var flat = new FlatParameters(network);
        using Optimizer optimizer = OptimizerCases.Get("adam").Create(flat, 2);
        optimizer.Update(0.1);

        // What the pool takes when it starts a thread is in some of the measurements; what an update takes would be in all.
        const int updates = 20, smallestObject = 24;
        long least = Enumerable.Range(0, 10).Min(_ =>
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            for (int i = 0; i < updates; i++)
            {
                optimizer.Update(0.1);
            }

            return GC.GetTotalAllocatedBytes(precise: true) - before;
        });
        Assert.InRange(least, 0, (updates * smallestObject) - 1);
    }
}
