using Descent.Training.Optimizers;

namespace Descent.Training.Tests.Optimizers;

public sealed class ParallelSlicesTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 2)]
    [InlineData(3, 5)]
    public void Every_slice_runs_once_in_each_of_many_runs(int slices, int threads)
    {
        int[] counts = new int[slices];
        var parallel = new ParallelSlices(slices, threads, slice => Interlocked.Increment(ref counts[slice]));
        for (int run = 1; run <= 2_000; run++)
        {
            parallel.Run();

            Assert.All(counts, count => Assert.Equal(run, count));
        }
    }

    [Fact]
    public void Several_threads_share_the_slices()
    {
        HashSet<int> threads = [];
        using var both = new Barrier(2);
        new ParallelSlices(2, 2, _ =>
        {
            both.SignalAndWait(TimeSpan.FromSeconds(10));
            lock (threads)
            {
                threads.Add(Environment.CurrentManagedThreadId);
            }
        }).Run();

        Assert.Equal(2, threads.Count);
    }
}
