using Descent.Torch.Threading;

namespace Descent.Data.Loading;

/// <summary>A ring of buffers that the threads of the operators fill, some rows at a time, while they have nothing to compute; what is not ready when it is asked for, the caller fills.</summary>
/// <remarks>
/// For where every core computes: a worker that runs beside them takes a core from one just when all wait for it, which made LeNet's step 3 to 5 %
/// longer, and this one 1 % (descent-bench wait). Only examples that lie in memory are read so fast that a piece holds nobody up.
/// </remarks>
internal sealed class SpareTimeBatchReader : RingBatchReader
{
    // Written at a time: some microseconds.
    private const int PieceFloats = 8192;

    private readonly MapFiller _filler;
    private readonly int _pieceRows;
    private readonly Func<bool> _piece;

    // Who sets it from 0 to 1 fills the batch of the next number; so many of its rows are filled, of as many as it has once it is begun.
    private int _isFilling;
    private long _filled;
    private int? _rows;
    private int _row;

    /// <param name="filler">Of a source in memory.</param>
    /// <param name="ring">At least two buffers: the caller's and one to read ahead into.</param>
    /// <param name="rowFloats">Floats in an input.</param>
    /// <param name="batchesPerEpoch">Of a map-style source.</param>
    public SpareTimeBatchReader(MapFiller filler, BatchBuffer[] ring, int rowFloats, long? batchesPerEpoch)
        : base(ring, batchesPerEpoch)
    {
        _filler = filler;
        _pieceRows = Math.Max(1, PieceFloats / Math.Max(1, rowFloats));
        _piece = FillSome;
        SpareTime.Offer(_piece);
    }

    protected override bool IsFilled(long number) => Volatile.Read(ref _filled) > number;

    protected override void WaitFor(long number)
    {
        SpinWait wait = default;
        while (!IsFilled(number) && !HasFailed)
        {
            if (!FillSome())
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    protected override void Stop()
    {
        SpareTime.Withdraw(_piece);

        // Nobody begins another piece: the place of who fills is never given back.
        SpinWait.SpinUntil(() => Interlocked.Exchange(ref _isFilling, 1) == 0);
        _filler.Dispose();
        foreach (BatchBuffer buffer in Ring)
        {
            buffer.Dispose();
        }
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
                FillPiece(Ring[PlaceOf(_filled)]);
            }
            catch (Exception e)
            {
                Remember(e);
            }
        }

        Volatile.Write(ref _isFilling, 0);
        return fills;
    }

    private bool HasFree() => !HasFailed && Volatile.Read(ref _filled) < Next + Ring.Length;

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
