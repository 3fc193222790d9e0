namespace Descent.Data.Loading;

/// <summary>Which part of every batch one of many ranks reads: rows [Rank·B/Ranks, (Rank + 1)·B/Ranks), so that all ranks together read each example once.</summary>
/// <param name="Rank">From 0.</param>
/// <param name="Ranks">How many ranks share a batch; the batch size is a multiple of it.</param>
public sealed record BatchBlock(int Rank, int Ranks)
{
    /// <summary>All of every batch.</summary>
    public static BatchBlock Whole { get; } = new(0, 1);

    /// <summary>Where the block lies in a batch, which in the last and shorter one may have fewer rows or none.</summary>
    /// <param name="batchSize">Rows in every other batch.</param>
    /// <param name="count">Rows in this one.</param>
    internal (int Start, int Count) In(int batchSize, int count)
    {
        int rows = batchSize / Ranks;
        int start = Math.Min(Rank * rows, count);
        return (start, Math.Min(rows, count - start));
    }
}
