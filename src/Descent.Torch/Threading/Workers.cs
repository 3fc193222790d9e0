using static TorchSharp.torch;

namespace Descent.Torch.Threading;

/// <summary>
/// Threads that share the parts of one operator with the thread that calls it, as many together as libtorch computes with. Parts are taken, not
/// assigned: where the other threads get no core, the caller does all of them, and nothing is waited for but a part that was begun.
/// </summary>
internal static class Workers
{
    private static readonly Lock Gate = new();
    private static readonly SemaphoreSlim Wake = new(0);
    private static Action<int>? _work;
    private static int _started;
    private static int _left;
    private static int _done;

    /// <summary>Calls <paramref name="work"/> with each of 0 … parts − 1, which must not depend on one another; returns when all are done. Makes no garbage.</summary>
    /// <param name="parts">How many parts.</param>
    /// <param name="work">Must not throw: on another thread that ends the process.</param>
    public static void Run(int parts, Action<int> work)
    {
        int threads = Math.Min(get_num_threads(), parts);

        // A second operator at the same time, or one inside of a part, computes alone.
        if (threads <= 1 || Gate.IsHeldByCurrentThread || !Gate.TryEnter())
        {
            for (int part = 0; part < parts; part++)
            {
                work(part);
            }

            return;
        }

        try
        {
            Start(threads - 1);
            _work = work;
            _done = 0;
            Volatile.Write(ref _left, parts);
            Wake.Release(threads - 1);
            TakeParts();
            SpinWait wait = default;
            while (Volatile.Read(ref _done) < parts)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
        finally
        {
            Gate.Exit();
        }
    }

    private static void Start(int threads)
    {
        for (; _started < threads; _started++)
        {
            new Thread(Serve)
            {
                IsBackground = true,
                Name = "Descent operator",
            }.Start();
        }
    }

    private static void Serve()
    {
        while (true)
        {
            Wake.Wait();
            TakeParts();
            while (Volatile.Read(ref _left) == 0 && SpareTime.Use())
            {
            }
        }
    }

    // Who lowers the number owns the part, and the work cannot change before it is done.
    private static void TakeParts()
    {
        while (true)
        {
            int left = Volatile.Read(ref _left);
            if (left == 0)
            {
                return;
            }

            if (Interlocked.CompareExchange(ref _left, left - 1, left) == left)
            {
                _work!(left - 1);
                Interlocked.Increment(ref _done);
            }
        }
    }
}
