using Descent.Runs;
using Descent.Torch.Autocasting;
using Descent.Training.Schedules;

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

    /// <summary>The seed of initial weights, order, split, transforms and dropout.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The share of the training examples held out for validation, 0 (none) to 0.9.</summary>
    public double Validation { get; init; } = 0.1;

    /// <summary>Batches read ahead, 0 to 1024; 0 reads on the training thread.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>Threads that read ahead, 1 to 64.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>
    /// Threads that compute, 1 to the number of cores; 0 is the fastest number, measured before a long run and remembered, and for a short
    /// one every core but one, which is left to the reader. The number is saved with the run, as it changes rounding.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>In what numbers the network computes; weights, updates and the loss are float32 always.</summary>
    public Precision Precision { get; init; }

    /// <summary>In what order images and convolution weights lie in memory; what is chosen for auto is saved with the run.</summary>
    public Layout Layout { get; init; }

    /// <summary>How the learning rate goes over the run; constant by default.</summary>
    public Schedule Schedule { get; init; } = new ConstantSchedule();

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

    /// <summary>What is wrong with these options, all of it; empty when nothing is.</summary>
    public IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("--epochs", Epochs, 1, 1_000_000);
        mistakes.Range("--batch-size", BatchSize, 1, 1 << 20);
        mistakes.Range("--chunk-size", ChunkSize, 0, BatchSize);
        mistakes.Range("--validation", Validation, 0, 0.9);
        mistakes.Range("--prefetch", Prefetch, 0, 1024);
        mistakes.Range("--workers", Workers, 1, 64);
        mistakes.Range("--threads", Threads, 0, Environment.ProcessorCount);
        if (Precision == Precision.Fp16)
        {
            mistakes.Add(
                "float16 needs a GPU: its range is too small to train with where it is no faster.", "--precision fp16 on the CPU", "fp32 or bf16", "Give --precision bf16.");
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

        return [.. mistakes.Items, .. Schedule.FindMistakes()];
    }
}
