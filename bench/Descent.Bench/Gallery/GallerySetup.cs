using Descent.Data;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Gallery;

/// <summary>A training of a few seconds on one core.</summary>
/// <param name="Network">Makes the network under the run's seed.</param>
/// <param name="Data">The data, drawn when it is asked for.</param>
/// <param name="Optimizer">The optimizer.</param>
internal sealed record GallerySetup(Func<Module<Tensor, Tensor>> Network, Func<Dataset> Data, OptimizerOptions Optimizer)
{
    /// <summary>What is made small; cross-entropy by default.</summary>
    public Loss Loss { get; init; } = Loss.CrossEntropy;

    /// <summary>Passes over the training examples.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Examples in a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Batches read ahead.</summary>
    public int Prefetch { get; init; } = 4;

    /// <summary>How the learning rate goes; a cosine by default.</summary>
    public Schedule Schedule { get; init; } = new CosineSchedule();

    /// <summary>The largest norm of a gradient; none by default.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The options of its run.</summary>
    public TrainingOptions Options => new()
    {
        Epochs = Epochs,
        BatchSize = Batch,
        Prefetch = Prefetch,
        Schedule = Schedule,
        ClipNorm = ClipNorm,
        Seed = Seed,
        Validation = 0.2,
        Threads = 1,
        Layout = Layout.Nchw,
        KeepCheckpoints = 1,
    };
}
