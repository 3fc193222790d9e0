using Descent.Training.Losses;
using Descent.Training.Optimizers;
using static Descent.Bench.Gallery.GalleryData;

namespace Descent.Bench.Gallery;

/// <summary>All cases: faults with healthy twins, and healthy trainings of the usual kinds.</summary>
internal static partial class Gallery
{
    private const ulong ReportedSeeds = 2000;
    private static readonly Loss Squared = new MeanSquaredLoss();

    /// <summary>The cases by number.</summary>
    public static IReadOnlyList<GalleryCase> All { get; } =
    [
        .. Leaks().Concat(Steps()).Concat(Networks()).Concat(Batches()).Concat(Generalization()).Concat(Examples()).Concat(Contracts()).Concat(Standard()).Select(Numbered),
    ];

    // No threshold was looked at under the seeds of the reported half.
    private static GalleryCase Numbered(GalleryCase item, int number)
    {
        ulong more = number % 2 == 1 ? ReportedSeeds : 0;
        return item with { Number = number, Sick = Reseed(item.Sick, more), Healthy = Reseed(item.Healthy, more)! };
    }

    private static GallerySetup? Reseed(GallerySetup? setup, ulong more) => setup is null ? null : setup with { Seed = setup.Seed + more };

    private static GalleryCase Fault(string check, string name, GallerySetup healthy, Func<GallerySetup, GallerySetup> spoil) => new(name, check, spoil(healthy), healthy);

    private static GallerySetup With(GallerySetup setup, double learningRate) => setup with { Optimizer = setup.Optimizer with { LearningRate = learningRate } };

    private static AdamOptions Adam(double learningRate = 0.002) => new() { LearningRate = learningRate };

    private static SgdOptions Sgd(double learningRate = 0.1) => new() { LearningRate = learningRate };

    private static MomentumOptions Momentum(double learningRate = 0.02) => new() { LearningRate = learningRate };

    private static GallerySetup OfGpt(string task = "copy", int length = 4, int count = 1500, int epochs = 6) =>
        new(GalleryNetworks.Gpt(2 * length + 1, length + 1), Sequences(task, length, count), Adam(0.003)) { Epochs = epochs };
}
