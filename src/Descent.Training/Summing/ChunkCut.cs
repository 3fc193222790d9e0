using System.Numerics;
using Descent.Data.Loading;
using Descent.Runs;
using Descent.Training.Collectives;

namespace Descent.Training.Summing;

/// <summary>How batches are cut into chunks: every rank has as many, and those of rank 0 come first.</summary>
internal sealed class ChunkCut
{
    // As many as most machines have ranks for; more and smaller chunks would be slower.
    private const int DefaultChunks = 4;

    private readonly int _rank;

    public ChunkCut(TrainingOptions options, ICollective ranks)
    {
        int rows = options.BatchSize / ranks.Size;
        _rank = ranks.Rank;
        Size = options.ChunkSize == 0 ? rows : Math.Min(options.ChunkSize, rows);
        PerRank = (rows + Size - 1) / Size;
        Total = PerRank * ranks.Size;
    }

    /// <summary>Rows in a chunk; the last of a rank may have fewer.</summary>
    public int Size { get; }

    /// <summary>Chunks that a rank has in a whole batch.</summary>
    public int PerRank { get; }

    /// <summary>Chunks that all ranks have in a whole batch.</summary>
    public int Total { get; }

    /// <summary>The number of this rank's first chunk in the batch.</summary>
    public int First => _rank * PerRank;

    /// <summary>How many chunks this rank has in a batch; in an epoch's last and shorter one none is possible.</summary>
    public int Count(Batch batch) => (batch.Count + Size - 1) / Size;

    /// <summary>The rows of one of this rank's chunks.</summary>
    public (int Start, int Count) Rows(Batch batch, int chunk) => (chunk * Size, Math.Min(Size, batch.Count - (chunk * Size)));

    /// <summary>The chunk size for exact mode where it was left open: a quarter of the batch, or what comes nearest.</summary>
    public static int Default(int batchSize) => batchSize / Math.Min(DefaultChunks, 1 << BitOperations.TrailingZeroCount(batchSize));

    /// <summary>What keeps so many ranks from sharing the batches.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(TrainingOptions options, int ranks)
    {
        var mistakes = new MistakeList();
        if (!options.Exact)
        {
            if (options.BatchSize % ranks != 0)
            {
                mistakes.Add(
                    "The ranks do not divide the batch.", $"{ranks} ranks, --batch-size {options.BatchSize}",
                    $"{Divisors(options.BatchSize)} ranks", $"Start another number of ranks, or give --batch-size {(options.BatchSize + ranks - 1) / ranks * ranks}.");
            }

            return mistakes.Items;
        }

        int chunks = options.BatchSize / options.ChunkSize;
        if (!BitOperations.IsPow2(ranks) || ranks > chunks)
        {
            mistakes.Add(
                "In exact mode every rank has a power of two of the batch's chunks.", $"{ranks} ranks, {chunks} chunks of {options.ChunkSize}",
                $"{Powers(chunks)} ranks", "Start another number of ranks, or give a smaller --chunk-size to a new run.");
        }

        return mistakes.Items;
    }

    /// <summary>The chunk sizes that cut a batch into a power of two.</summary>
    public static string AllowedSizes(int batchSize) =>
        string.Join(", ", Enumerable.Range(0, BitOperations.TrailingZeroCount(batchSize) + 1).Select(power => batchSize >> power));

    private static string Powers(int limit) => string.Join(", ", Enumerable.Range(0, BitOperations.Log2((uint)limit) + 1).Select(power => 1 << power));

    private static string Divisors(int number) => string.Join(", ", Enumerable.Range(1, Math.Min(number, 512)).Where(divisor => number % divisor == 0));
}
