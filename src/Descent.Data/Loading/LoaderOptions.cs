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
    /// How many threads compute where they leave no core to a worker; 0, the default, where one is left. Then a single worker that reads examples in memory is replaced:
    /// one thread reads each batch when it asks for it, and of several those that have nothing to compute read ahead what is not transformed.
    /// </summary>
    public int ThreadsOnEveryCore { get; init; }

    /// <summary>The seed of the order and of every random transform.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether each epoch has its own permutation; otherwise, and in a stream, examples come in the order of the source.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The epoch to start in, from 0.</summary>
    public int StartEpoch { get; init; }

    /// <summary>The batch of that epoch to start at, from 0 to the number of batches (its end); costs O(1) for a map-style source.</summary>
    public long StartBatch { get; init; }
}
