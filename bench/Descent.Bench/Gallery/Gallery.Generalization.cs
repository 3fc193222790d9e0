using Descent.Training.Schedules;
using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // Too little and too much learned.
    private static IEnumerable<GalleryCase> Generalization()
    {
        GallerySetup clouds = new(Mlp(20, 5), Clouds(apart: 2.5), Adam());
        GallerySetup mlp = new(Mlp(), Glyphs(), Adam());
        GallerySetup spirals = new(Stack("relu", 2, 48, 2, 3), Spirals(), Adam(0.005)) { Epochs = 15 };
        const string Over = "overfitting", Under = "underfitting";
        return
        [
            Fault(Over, "clouds, 100 examples", clouds, it => it with { Data = Clouds(apart: 2, count: 100), Network = Mlp(20, 5, 256), Epochs = 60, Batch = 16, Optimizer = Adam(0.003) }),
            Fault(Over, "clouds close together, 300 examples", clouds with { Seed = 2 }, it => it with { Data = Clouds(apart: 1.5, count: 300), Network = Mlp(20, 5, 256), Epochs = 30, Optimizer = Adam(0.003) }),
            Fault(Over, "gpt, 60 sequences", OfGpt(), it => OfGpt("sort", 6, 75, 80) with { Batch = 16, Schedule = new ConstantSchedule() }),
            Fault(Over, "parity of 7 bits, 400 examples", new GallerySetup(Mlp(12, 2), Parity(2, 12), Adam(0.01)), it => it with { Data = Parity(7, 16, 400), Network = Scaled(Mlp(16, 2, 128), "output.weight", 0.3), Epochs = 60, Optimizer = Adam(0.003) }),
            Fault(Under, "spirals, linear", spirals, it => it with { Network = Line(2, 3), Optimizer = Adam(0.01) }),
            Fault(Under, "glyphs, one hidden unit", mlp, it => it with { Network = Stack("tanh", 1, 1), Epochs = 15, Optimizer = Adam(0.01) }),
            Fault(Under, "spirals, two hidden units", spirals with { Seed = 2 }, it => it with { Network = Mlp(2, 3, 2), Optimizer = Adam(0.02), Schedule = new ConstantSchedule() }),
            Fault(Under, "waves, linear", new GallerySetup(Stack("tanh", 2, 64, 2, 1), Numbers(2, waves: true), Adam(0.01)) { Loss = Squared, Epochs = 20 }, it => it with { Network = Scaled(Line(2, 1), "weight", 0.1) }),
        ];
    }
}
