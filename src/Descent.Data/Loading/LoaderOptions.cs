namespace Descent.Data.Loading;

/// <summary>How examples become batches.</summary>
public sealed record LoaderOptions
{
    /// <summary>Examples in a batch, 1 or more.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Which part of every batch is read; all of it by default.</summary>
    public BatchBlock Block { get; init; } = BatchBlock.Whole;

    /// <summary>Batches read ahead, 0 to 1024; 0 reads each batch when it is asked for, on the caller's thread.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Threads that read ahead, 1 to 64; a stream is read by one.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Whether no core is left for a worker: then one that reads examples in memory, untransformed, is replaced by the threads of the operators, which
    /// read ahead while they have nothing to compute.
    /// </summary>
    public bool EveryCoreComputes { get; init; }

    /// <summary>The seed of the order and of every random transform.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch has its own permutation; otherwise, and in a stream, examples come in the order of the source.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The epoch to start in, from 0.</summary>
    public int StartEpoch { get; init; }

    /// <summary>The batch of that epoch to start at, from 0 to the number of batches (its end); costs O(1) for a map-style source.</summary>
    public long StartBatch { get; init; }
}
