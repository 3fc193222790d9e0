using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Descent.Torch.Threading;

namespace Descent.Data.Loading;

/// <summary>A ring of buffers that the threads of the operators fill, some rows at a time, while they have nothing to compute; what is not ready when it is asked for, the caller fills.</summary>
/// <remarks>
/// For where every core computes: a worker that runs beside them takes a core from one just when all wait for it, which made LeNet's step 3 to 5 %
/// longer, and this one 1 % (descent-bench wait). Only examples that lie in memory are read so fast that a piece holds nobody up.
/// </remarks>
internal sealed class SpareTimeBatchReader : IBatchReader
{
    // Written at a time: some microseconds.
    private const int PieceFloats = 8192;

    private readonly MapFiller _filler;
    private readonly BatchBuffer[] _ring;
    private readonly int _pieceRows;
    private readonly Func<bool> _piece;
    private volatile ExceptionDispatchInfo? _failure;

    // Who sets it from 0 to 1 fills the batch of the next number; so many of its rows are filled, of as many as it has once it is begun.
    private int _isFilling;
    private long _filled;
    private int? _rows;
    private int _row;

    private long _next;
    private bool _holds;
    private long _waited;
    private bool _disposed;

    /// <param name="filler">Of a source in memory.</param>
    /// <param name="ring">At least two buffers: the caller's and one to read ahead into.</param>
    /// <param name="rowFloats">Floats in an input.</param>
    /// <param name="batchesPerEpoch">Of a map-style source.</param>
    public SpareTimeBatchReader(MapFiller filler, BatchBuffer[] ring, int rowFloats, long? batchesPerEpoch)
    {
        (_filler, _ring, BatchesPerEpoch) = (filler, ring, batchesPerEpoch);
        _pieceRows = Math.Max(1, PieceFloats / Math.Max(1, rowFloats));
        _piece = FillSome;
        SpareTime.Offer(_piece);
    }

    /// <inheritdoc />
    public long? BatchesPerEpoch { get; }

    /// <inheritdoc />
    public TimeSpan Waited => Stopwatch.GetElapsedTime(0, _waited);

    /// <inheritdoc />
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _failure?.Throw();
        if (_holds)
        {
            Free();
        }

        Fill();
        BatchBuffer buffer = _ring[(int)(_next % _ring.Length)];
        _holds = !buffer.IsEndOfEpoch;
        if (buffer.IsEndOfEpoch)
        {
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
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        SpareTime.Withdraw(_piece);

        // Nobody begins another piece: the place of who fills is never given back.
        SpinWait.SpinUntil(() => Interlocked.Exchange(ref _isFilling, 1) == 0);
        _filler.Dispose();
        foreach (BatchBuffer buffer in _ring)
        {
            buffer.Dispose();
        }
    }

    private void Free()
    {
        _holds = false;
        Volatile.Write(ref _next, _next + 1);
    }

    private void Fill()
    {
        if (Volatile.Read(ref _filled) > _next)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        SpinWait wait = default;
        while (Volatile.Read(ref _filled) <= _next)
        {
            if (!FillSome())
            {
                _failure?.Throw();
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }

        _waited += Stopwatch.GetTimestamp() - start;
    }

    // False where nothing is free, or another thread is at it.
    private bool FillSome()
    {
        if (!HasFree() || Interlocked.Exchange(ref _isFilling, 1) != 0)
        {
            return false;
        }

        bool fills = HasFree();
        if (fills)
        {
            try
            {
                FillPiece(_ring[(int)(_filled % _ring.Length)]);
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
        }

        Volatile.Write(ref _isFilling, 0);
        return fills;
    }

    private bool HasFree() => _failure is null && Volatile.Read(ref _filled) < Volatile.Read(ref _next) + _ring.Length;

    private void FillPiece(BatchBuffer buffer)
    {
        _rows ??= _filler.Begin(buffer, _filled);
        int end = Math.Min(_rows.Value, _row + _pieceRows);
        _filler.FillRows(buffer, _row, end);
        _row = end;
        if (_row == _rows)
        {
            (_rows, _row) = (null, 0);
            Volatile.Write(ref _filled, _filled + 1);
        }
    }
}
