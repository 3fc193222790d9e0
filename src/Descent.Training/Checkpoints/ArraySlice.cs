namespace Descent.Training.Checkpoints;

/// <summary>Which elements of a whole tensor an array holds: runs of one length at equal distances, in their order.</summary>
/// <param name="Shape">The shape of the whole.</param>
/// <param name="Start">The first element of the first run, counted row-major.</param>
/// <param name="Length">Elements in a run, 1 or more.</param>
/// <param name="Runs">How many runs, 1 or more.</param>
/// <param name="Stride">Elements from the start of one run to that of the next; 0 where there is one.</param>
/// <param name="IsChannelsLast">Whether elements are counted as they lie with the second of four dimensions last.</param>
internal sealed record ArraySlice(long[] Shape, long Start, long Length, long Runs = 1, long Stride = 0, bool IsChannelsLast = false)
{
    /// <summary>How many elements it holds.</summary>
    public long Count => checked(Length * Runs);

    /// <summary>How many the whole has.</summary>
    public long WholeCount => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Whether it lies within its whole, and that has fewer than 2^63 bytes.</summary>
    public bool IsPossible(TensorType type)
    {
        try
        {
            return Start >= 0 && Length > 0 && Runs > 0 && Stride >= (Runs == 1 ? 0 : Length) && Array.TrueForAll(Shape, size => size > 0)
                && TensorTypes.Bytes(type, Shape) > 0 && checked(Start + ((Runs - 1) * Stride) + Length) <= WholeCount
                && (!IsChannelsLast || (Shape.Length == 4 && type == TensorType.F32));
        }
        catch (OverflowException)
        {
            return false;
        }
    }

    /// <summary>Puts its elements into their places of the whole.</summary>
    public void Insert(ReadOnlySpan<byte> own, Span<byte> whole, int elementSize)
    {
        for (int run = 0; run < Runs; run++)
        {
            own.Slice(OwnByte(run, elementSize), RunBytes(elementSize)).CopyTo(whole[WholeByte(run, elementSize)..]);
        }
    }

    /// <summary>Takes its elements out of the whole.</summary>
    public void Extract(ReadOnlySpan<byte> whole, Span<byte> own, int elementSize)
    {
        for (int run = 0; run < Runs; run++)
        {
            whole.Slice(WholeByte(run, elementSize), RunBytes(elementSize)).CopyTo(own[OwnByte(run, elementSize)..]);
        }
    }

    private int RunBytes(int elementSize) => checked((int)(Length * elementSize));

    private int OwnByte(int run, int elementSize) => checked((int)(run * Length * elementSize));

    private int WholeByte(int run, int elementSize) => checked((int)((Start + (run * Stride)) * elementSize));
}
