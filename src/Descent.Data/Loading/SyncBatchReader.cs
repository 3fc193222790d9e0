using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Descent.Data.Loading;

/// <summary>Reads each batch when it is asked for, on the caller's thread.</summary>
internal sealed class SyncBatchReader(IBatchFiller filler, BatchBuffer buffer, long? batchesPerEpoch) : IBatchReader
{
    private ExceptionDispatchInfo? _failure;
    private long _number;
    private long _waited;
    private bool _disposed;

    /// <inheritdoc />
    public long? BatchesPerEpoch { get; } = batchesPerEpoch;

    /// <inheritdoc />
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <inheritdoc />
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        // A stream that has failed cannot go on; without this its end would pass for the end of the epoch.
        _failure?.Throw();
        long start = Stopwatch.GetTimestamp();
        try
        {
            filler.Fill(buffer, _number++);
        }
        catch (Exception e)
        {
            _failure = ExceptionDispatchInfo.Capture(e);
            throw;
        }

        _waited += Stopwatch.GetTimestamp() - start;
        batch = buffer.IsEndOfEpoch ? null : buffer.Batch;
        return batch is not null;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            filler.Dispose();
            buffer.Dispose();
        }
    }
}
