using Descent.Training.Schedules;
using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // First of all: later on the process has memory to spare, and a leak takes of that before the process grows.
    private static IEnumerable<GalleryCase> Leaks()
    {
        const string Creep = "memory-creep";
        GallerySetup mlp = new(Mlp(), Glyphs(), Sgd()) { Epochs = 10 };
        return
        [
            Fault(Creep, "mlp keeps 1 MB a step", mlp, it => it with { Network = Leaking(Mlp(), 1024) }),
            Fault(Creep, "lenet keeps 1.5 MB a step", new GallerySetup(LeNet(), Glyphs(), Adam()) { Epochs = 8 }, it => it with { Network = Leaking(LeNet(), 1536) }),
            Fault(Creep, "clouds keep 0.8 MB a step", new GallerySetup(Mlp(20, 5), Clouds(), Sgd()) { Epochs = 10 }, it => it with { Network = Leaking(Mlp(20, 5), 800) }),
        ];
    }

    // Batch sizes, reading, flat places.
    private static IEnumerable<GalleryCase> Batches()
    {
        GallerySetup mlp = new(Mlp(), Glyphs(), Sgd());
        GallerySetup clouds = new(Mlp(20, 5), Clouds(apart: 2.5), Sgd());
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam());
        GallerySetup reading = new(Mlp(20, 5), Clouds(count: 3000), Sgd()) { Epochs = 5 };
        const string Small = "small-batch", Large = "large-batch", Starved = "reader-starved", Plateau = "plateau", Converged = "converged";
        return
        [
            Fault(Small, "clouds, batch 1", clouds with { Optimizer = Sgd(0.03) }, it => it with { Batch = 1, Epochs = 1, Schedule = new ConstantSchedule() }),
            Fault(Small, "mlp, batch 1", mlp with { Optimizer = Sgd(0.02) }, it => it with { Batch = 1, Epochs = 1, Schedule = new ConstantSchedule() }),
            Fault(Small, "clouds, momentum, batch 2", clouds with { Optimizer = Momentum(0.005) }, it => it with { Batch = 2, Epochs = 2, Schedule = new ConstantSchedule() }),
            Fault(Small, "lenet, adam, batch 1", lenet with { Optimizer = Adam(0.0005) }, it => it with { Batch = 1, Epochs = 1, Schedule = new ConstantSchedule() }),
            Fault(Large, "mlp, all examples", mlp with { Optimizer = Sgd(0.03) }, it => it with { Batch = 960, Epochs = 60 }),
            Fault(Large, "clouds, all examples", clouds with { Optimizer = Sgd(0.05) }, it => it with { Batch = 1200, Epochs = 60 }),
            Fault(Large, "spirals, all examples", new GallerySetup(Mlp(2, 3), Spirals(), Adam(0.01)) { Epochs = 10 }, it => it with { Batch = 1200, Epochs = 60, Optimizer = Adam() }),
            Fault(Starved, "reading beside training, slow", reading, it => it with { Data = Slow(it.Data, 0.2) }),
            Fault(Starved, "reading in turns, slow", reading with { Seed = 2 }, it => it with { Data = Slow(it.Data, 0.1), Prefetch = 0 }),
            Fault(Starved, "lenet, slow", lenet with { Epochs = 5 }, it => it with { Data = Slow(it.Data, 0.5) }),
            Fault(Plateau, "parity of 8 bits", new GallerySetup(Mlp(12, 2), Parity(2, 12), Adam(0.01)), it => it with { Data = Parity(8, 12), Optimizer = Sgd(0.01) }),
            Fault(Plateau, "labels that have nothing to do with the inputs", clouds with { Seed = 2 }, it => it with { Data = Clouds(mislabeled: 0.8), Optimizer = Sgd(0.02) }),
            Fault(Plateau, "parity of 10 bits, tanh", new GallerySetup(Stack("tanh", 2, 32, 14, 2), Parity(2, 14), Adam(0.01)), it => it with { Data = Parity(10, 14), Optimizer = Momentum(0.005) }),
            Fault(Converged, "clouds far apart", clouds with { Epochs = 1, Seed = 3 }, it => it with { Data = Clouds(apart: 8), Epochs = 10 }),
            Fault(Converged, "mlp, long", mlp with { Epochs = 1, Seed = 4 }, it => it with { Epochs = 20, Optimizer = Adam() }),
        ];
    }
}
