using System.Diagnostics;

namespace Descent.Data.Loading;

/// <summary>Worker threads fill a ring of buffers ahead of the caller, who gets them in order.</summary>
/// <remarks>
/// A worker takes a free buffer and the next number and fills that number's place in the ring. Buffers are freed in order,
/// so a number's place is free by the time that it is taken, and which worker filled it shows nowhere.
/// Waking a thread can cost the one that wakes 60 µs, so idle workers look for free buffers by themselves, and the caller wakes them only when
/// few filled ones are left. A batch in memory that none of them has begun the caller fills, which takes less time than they need to wake.
/// </remarks>
internal sealed class AsyncBatchReader : RingBatchReader
{
    // How long Dispose waits for reads that are under way; after that they end by themselves.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // How long an idle worker sleeps before it looks again: so long at first, doubled up to so long while nothing is free.
    private const int ShortestNap = 1;
    private const int LongestNap = 8;

    private readonly ManualResetEventSlim[] _filled;
    private readonly ManualResetEventSlim _wake = new(false, spinCount: 1);
    private readonly int _fewFilled;
    private readonly Thread[] _workers;
    private readonly CancellationTokenSource _stop;
    private readonly IBatchFiller? _own;
    private int _free;
    private long _taken = -1;
    private int _users;

    /// <param name="fillers">One per worker.</param>
    /// <param name="own">The caller's, of a source in memory; null for one that may make it wait.</param>
    /// <param name="ring">At least two buffers: the caller's and one to read ahead into.</param>
    /// <param name="batchesPerEpoch">Null for a stream.</param>
    /// <param name="stop">Cancelled by <see cref="RingBatchReader.Dispose"/>.</param>
    public AsyncBatchReader(IReadOnlyList<IBatchFiller> fillers, IBatchFiller? own, BatchBuffer[] ring, long? batchesPerEpoch, CancellationTokenSource stop)
        : base(ring, batchesPerEpoch)
    {
        _filled = [.. ring.Select(_ => new ManualResetEventSlim(false))];
        _own = own;
        _free = ring.Length;
        _fewFilled = Math.Max(1, ring.Length - 2);
        _stop = stop;
        _users = fillers.Count + 1;
        _workers = [.. fillers.Select((filler, i) => new Thread(() => Work(filler)) { IsBackground = true, Name = $"Descent loader {i}" })];
        foreach (Thread worker in _workers)
        {
            worker.Start();
        }
    }

    protected override bool IsFilled(long number) => _filled[PlaceOf(number)].IsSet;

    protected override void WaitFor(long number)
    {
        if (_own is not null && Volatile.Read(ref _taken) < number && TryTakeFree(Volatile.Read(ref _free)))
        {
            try
            {
                FillNext(_own);
            }
            catch (Exception e)
            {
                Fail(e);
            }
        }

        _wake.Set();
        _filled[PlaceOf(number)].Wait();
    }

    protected override void Freed(long number)
    {
        _filled[PlaceOf(number)].Reset();
        if (Interlocked.Increment(ref _free) >= _fewFilled)
        {
            _wake.Set();
        }
    }

    protected override void Stop()
    {
        // Marks the token at once and runs what others registered with it elsewhere, so that it can neither throw nor block here.
        _ = _stop.CancelAsync();
        _wake.Set();
        long start = Stopwatch.GetTimestamp();
        foreach (Thread worker in _workers)
        {
            TimeSpan left = Patience - Stopwatch.GetElapsedTime(start);
            worker.Join(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        _own?.Dispose();
        Leave();
    }

    private void Work(IBatchFiller filler)
    {
        try
        {
            using (filler)
            {
                FillUntilStopped(filler);
            }
        }
        catch (Exception e)
        {
            // After Dispose nobody asks any more, and an exception that left this thread would end the process.
            Fail(e);
        }
        finally
        {
            Leave();
        }
    }

    private void FillUntilStopped(IBatchFiller filler)
    {
        while (TakeFree())
        {
            FillNext(filler);
        }
    }

    private void FillNext(IBatchFiller filler)
    {
        long number = Interlocked.Increment(ref _taken);
        int place = PlaceOf(number);
        filler.Fill(Ring[place], number);
        _filled[place].Set();
    }

    // False when it is to stop.
    private bool TakeFree()
    {
        int nap = ShortestNap;
        while (!_stop.IsCancellationRequested)
        {
            int free = Volatile.Read(ref _free);
            if (free == 0)
            {
                _wake.Wait(nap);
                _wake.Reset();
                nap = Math.Min(2 * nap, LongestNap);
            }
            else if (TryTakeFree(free))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryTakeFree(int free) => free > 0 && Interlocked.CompareExchange(ref _free, free - 1, free) == free;

    // The caller may wait for any place of the ring, so all of them wake it.
    private void Fail(Exception e)
    {
        Remember(e);
        foreach (ManualResetEventSlim filled in _filled)
        {
            filled.Set();
        }
    }

    // The last one out frees the memory: a worker that Dispose could not wait for may still write to it.
    private void Leave()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            foreach (BatchBuffer buffer in Ring)
            {
                buffer.Dispose();
            }
        }
    }
}
