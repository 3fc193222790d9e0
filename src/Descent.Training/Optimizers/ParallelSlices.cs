namespace Descent.Training.Optimizers;

/// <summary>Runs the slices of a job on this thread and on threads of the pool. Allocates nothing, where Parallel.For takes some kilobytes.</summary>
/// <param name="slices">How many slices there are; whoever is free takes the next.</param>
/// <param name="threads">Threads at most, this one included.</param>
/// <param name="work">One slice by its number; throws nothing, as no one would catch it.</param>
internal sealed class ParallelSlices(int slices, int threads, Action<int> work) : IThreadPoolWorkItem
{
    private int _next;
    private int _done;

    /// <summary>Runs every slice once and returns when all are done, even if the pool never lends a thread.</summary>
    public void Run()
    {
        _done = 0;
        // Whoever takes a slice of this run sees all that was written before it.
        Interlocked.Exchange(ref _next, 0);
        for (int helper = 1; helper < threads; helper++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        ((IThreadPoolWorkItem)this).Execute();
        SpinWait spin = default;
        while (Volatile.Read(ref _done) < slices)
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }
    }

    // A helper that comes late, even in a later run, finds the next slice of that or none.
    void IThreadPoolWorkItem.Execute()
    {
        int slice;
        while ((slice = Interlocked.Increment(ref _next) - 1) < slices)
        {
            work(slice);
            Interlocked.Increment(ref _done);
        }
    }
}
