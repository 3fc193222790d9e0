using System.Numerics;
using Descent.Runs;
using Descent.Torch.Autocasting;
using Descent.Training.Loop;
using Descent.Training.Schedules;
using Descent.Training.Splitting;
using Descent.Training.Summing;

namespace Descent.Training;

/// <summary>What a run is asked to do, apart from the network, the data and the optimizer; saved with the run.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training examples, 1 to 1,000,000.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>Examples in a step, 1 to 1,048,576.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Examples in a forward and backward pass; a larger batch sums the gradients of its chunks. 0 is the whole batch.</summary>
    public int ChunkSize { get; init; }

    /// <summary>
    /// The same bits on any number of ranks: each chunk is computed by one thread under a key of its own, and gradients, statistics and numbers are summed in
    /// a fixed binary tree over chunks. The batch is a power of two of chunks, which ranks share evenly; 0 as chunk size then is a quarter of the batch.
    /// </summary>
    public bool Exact { get; init; }

    /// <summary>
    /// Each rank keeps the optimizer state of its part of the parameters alone, updates that part, and gets the others' (ZeRO-1: Rajbhandari and others 2020).
    /// It changes no bit and no checkpoint; a process by itself keeps all.
    /// </summary>
    public bool ShardOptimizer { get; init; }

    /// <summary>
    /// Batch normalization by the mean and variance of the whole batch over all ranks, in place of each rank's own part. It sums twice a layer and direction, takes
    /// each rank's part in one chunk, and is not for exact mode, where every chunk has statistics of its own.
    /// </summary>
    public bool SyncBatchNorm { get; init; }

    /// <summary>
    /// Megabytes of gradients that are summed over the ranks at a time, 1 to 64; 0 is the fastest of 1, 2 and 4, measured before the first step by all ranks. The number is
    /// saved with the run, as with three ranks and more it changes rounding; in exact mode it changes nothing, and is 2.
    /// </summary>
    public int BucketMegabytes { get; init; }

    /// <summary>How the ranks split the network among them; null where each holds all of it.</summary>
    public ModelParallel? Parallel { get; init; }

    /// <summary>
    /// Micro-batches that a pipeline cuts a replica's part of a batch into, 1 or more; they divide it, and their size is the run's chunk size. 0 is 4 for each
    /// stage, or the next smaller number that divides.
    /// </summary>
    public int MicroBatches { get; init; }

    /// <summary>The seed of initial weights, order, split, transforms and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The share of the training examples held out for validation, 0 (none) to 0.9.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Batches read ahead, 0 to 1024; 0 reads on the training thread.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Threads that read ahead, 1 to 64; where every core computes, 1 is none of its own for examples in memory, which the computing threads read while they wait.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Threads that compute, 1 to the number of cores; 0 is the fastest number, measured before a run of 500 steps or more and
    /// remembered, and for a shorter one every core but one, which is left to the reader; with other ranks and in exact mode one. The number is saved with the run, as it changes rounding.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>Where the network computes; weights are updated by the processor.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>In what numbers the network computes; weights, updates and the loss are float32 always.</summary>
    public Precision Precision { get; init; }

    /// <summary>In what order images and convolution weights lie in memory; what is chosen for auto is saved with the run.</summary>
    public Layout Layout { get; init; }

    /// <summary>
    /// How the learning rate goes over the run. Null is a cosine down to 0, which is 0.8 points better than a constant rate on Fashion-MNIST
    /// with LeNet, and constant for a stream, whose length is unknown; which of the two is saved with the run.
    /// </summary>
    public Schedule? Schedule { get; init; }

    /// <summary>Random changes of training images, for example "crop:4,flip", and "one-hot" labels; none by default.</summary>
    public string Transforms { get; init; } = "";

    /// <summary>The largest norm that a step's gradient may have, above 0; null leaves it as it is (Pascanu, Mikolov, Bengio 2013).</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The decay of an exponential average of the weights, in (0, 1), which is then what is evaluated and shipped; null for none.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Steps between checkpoints, 1 or more; 0 writes one at the end of each epoch.</summary>
    public int CheckpointEvery { get; init; }

    /// <summary>How many of the newest checkpoints are kept, 1 or more; the best by validation accuracy is kept besides.</summary>
    public int KeepCheckpoints { get; init; } = 3;

    /// <summary>Ends the run, with its best weights, after this many epochs without a better validation accuracy; null never does.</summary>
    public int? EarlyStop { get; init; }

    /// <summary>Steps between the training metrics that are recorded, 1 or more.</summary>
    public int LogEvery { get; init; } = 10;

    // A batch size that cannot be is told once, by itself.
    internal int MostParts => BatchSize > 0 ? BatchSize : int.MaxValue;

    /// <summary>What is wrong with these options, all of it; empty when nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("--epochs", Epochs, 1, 1_000_000);
        mistakes.Range("--batch-size", BatchSize, 1, 1 << 20);
        mistakes.Range("--chunk-size", ChunkSize, 0, MostParts);
        if (Exact && BatchSize > 0 && ChunkSize > 0 && !(BatchSize % ChunkSize == 0 && BitOperations.IsPow2(BatchSize / ChunkSize)))
        {
            mistakes.Add(
                "In exact mode a batch is a power of two of chunks.", $"--batch-size {BatchSize} --chunk-size {ChunkSize}",
                $"--chunk-size {ChunkCut.AllowedSizes(BatchSize)}", "Give one of these chunk sizes, or another batch size.");
        }

        if (Exact && Device != ComputeDevice.Cpu)
        {
            mistakes.Add("Exact mode computes on the CPU.", $"--device {Device.ToString().ToLowerInvariant()}", "--device cpu", "Leave out --device or --exact.");
        }

        if (Exact && Threads > 1)
        {
            mistakes.Add(
                "In exact mode one thread computes, as several would add in another order.", $"--threads {Threads}", "--threads 0 or 1",
                "Leave out --threads, and start more ranks to use more cores.");
        }

        if (SyncBatchNorm && Exact)
        {
            mistakes.Add(
                "--sync-batch-norm is not for exact mode, where every chunk is normalized by statistics of its own.", "--exact --sync-batch-norm", "one of the two",
                "Leave out --sync-batch-norm: with --exact the result is the same on any number of ranks.");
        }
        else if (SyncBatchNorm && ChunkSize > 0 && ChunkSize < BatchSize)
        {
            mistakes.Add(
                "--sync-batch-norm needs each rank's part of the batch in one chunk.", $"--sync-batch-norm --chunk-size {ChunkSize}", "--chunk-size 0", "Leave out --chunk-size, or --sync-batch-norm.");
        }

        if (SyncBatchNorm && Device != ComputeDevice.Cpu)
        {
            mistakes.Add(
                "--sync-batch-norm sums on the CPU.", $"--sync-batch-norm --device {Device.ToString().ToLowerInvariant()}", "--device cpu", "Leave out --sync-batch-norm or --device.");
        }

        mistakes.Range("--bucket-megabytes", BucketMegabytes, 0, 64);
        SplitMistakes.Find(this, mistakes);
        mistakes.Range("--validation", Validation, 0, 0.9);
        mistakes.Range("--prefetch", Prefetch, 0, 1024);
        mistakes.Range("--workers", Workers, 1, 64);
        mistakes.Range("--threads", Threads, 0, Environment.ProcessorCount);
        if (Precision == Precision.Fp16 && Device == ComputeDevice.Cpu)
        {
            mistakes.Add(
                "float16 needs a GPU: its range is too small to train with where it is no faster.", "--precision fp16 on the CPU", "fp32 or bf16", "Give --precision bf16, or --device cuda.");
        }
        else if (Precision != Precision.Fp32 && !AutocastScope.IsSupported)
        {
            mistakes.Add("On Windows libtorch's autocast cannot be reached.", "--precision bf16", "fp32", "Leave out --precision.");
        }

        mistakes.Range("--checkpoint-every", CheckpointEvery, 0, int.MaxValue);
        mistakes.Range("--keep-checkpoints", KeepCheckpoints, 1, 1_000_000);
        mistakes.Range("--log-every", LogEvery, 1, int.MaxValue);
        mistakes.Range("--early-stop", EarlyStop ?? 1, 1, 1_000_000);
        mistakes.Above("--clip-norm", ClipNorm ?? 1, 0);
        if (AverageDecay is { } decay && !(decay > 0 && decay < 1))
        {
            mistakes.Add("--average-decay is out of range.", decay, "above 0 and below 1", "0.999 is usual.");
        }

        if (EarlyStop is not null && Validation == 0)
        {
            mistakes.Add("--early-stop needs validation examples.", "--validation 0", "--validation above 0", "Give --validation 0.1, or leave out --early-stop.");
        }

        if (Workers > 1 && Prefetch == 0)
        {
            mistakes.Add("--workers read ahead, which --prefetch 0 forbids.", $"--workers {Workers} --prefetch 0", "--prefetch 1 or more", "Leave out one of the two.");
        }

        return [.. mistakes.Items, .. Placement.FindMistakes(Device), .. Schedule?.FindMistakes() ?? []];
    }
}
