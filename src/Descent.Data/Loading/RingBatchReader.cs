using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Descent.Data.Loading;

/// <summary>Hands out the buffers of a ring in order, which others fill ahead of the caller.</summary>
/// <param name="ring">At least two buffers: the caller's and one to read ahead into.</param>
/// <param name="batchesPerEpoch">Null for a stream.</param>
internal abstract class RingBatchReader(BatchBuffer[] ring, long? batchesPerEpoch) : IBatchReader
{
    private ExceptionDispatchInfo? _failure;
    private long _next;
    private bool _holds;
    private long _waited;
    private bool _disposed;

    /// <inheritdoc />
    public long? BatchesPerEpoch { get; } = batchesPerEpoch;

    /// <inheritdoc />
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <summary>The number of the batch that the caller has or asks for next; its place in the ring and those of later ones may be filled.</summary>
    protected long Next => Volatile.Read(ref _next);

    protected BatchBuffer[] Ring { get; } = ring;

    protected bool HasFailed => Volatile.Read(ref _failure) is not null;

    /// <inheritdoc />
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ThrowIfFailed();
        if (_holds)
        {
            Free();
        }

        if (!IsFilled(_next))
        {
            long start = Stopwatch.GetTimestamp();
            WaitFor(_next);
            _waited += Stopwatch.GetTimestamp() - start;
        }

        ThrowIfFailed();
        _holds = true;
        BatchBuffer buffer = Ring[PlaceOf(_next)];
        if (buffer.IsEndOfEpoch)
        {
            // At once, so that reading ahead goes on while the caller evaluates.
            Free();
            batch = null;
            return false;
        }

        batch = buffer.Batch;
        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            Stop();
        }
    }

    protected int PlaceOf(long number) => (int)(number % Ring.Length);

    /// <summary>Remembers the first failure, which the caller gets with its next call.</summary>
    protected void Remember(Exception failure) => Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(failure), null);

    protected abstract bool IsFilled(long number);

    /// <summary>Returns when the batch is filled, or reading has failed.</summary>
    protected abstract void WaitFor(long number);

    /// <summary>Called when the caller is done with a batch, whose place may be filled again.</summary>
    protected virtual void Freed(long number)
    {
    }

    /// <summary>Ends reading and frees the memory.</summary>
    protected abstract void Stop();

    private void Free()
    {
        _holds = false;
        Volatile.Write(ref _next, _next + 1);
        Freed(_next - 1);
    }

    private void ThrowIfFailed() => Volatile.Read(ref _failure)?.Throw();
}
