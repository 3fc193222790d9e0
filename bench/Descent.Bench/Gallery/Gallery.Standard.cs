using Descent.Training.Optimizers;
using Descent.Training.Schedules;
using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // Trainings as they are made every day, of which nothing is to be said.
    private static IEnumerable<GalleryCase> Standard()
    {
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam()) { Seed = 11 };
        GallerySetup mlp = new(Mlp(), Glyphs(), Adam(0.001)) { Seed = 12 };
        (string Name, GallerySetup Setup)[] all =
        [
            ("lenet, adam", lenet),
            ("lenet, momentum", lenet with { Optimizer = Momentum(0.01) }),
            ("lenet, rmsprop", lenet with { Optimizer = new RmsPropOptions { LearningRate = 0.001 } }),
            ("lenet, adamw, batch 64", lenet with { Optimizer = AdamW(0.002, 0.01), Batch = 64 }),
            ("lenet, constant rate", lenet with { Schedule = new ConstantSchedule(), Optimizer = Adam(0.001) }),
            ("lenet, warmup", lenet with { Schedule = new WarmupSchedule { Steps = 30 } }),
            ("lenet, batch 128", lenet with { Batch = 128, Epochs = 12 }),
            ("lenet, clipped", lenet with { Optimizer = Momentum(0.02), ClipNorm = 1 }),
            ("mlp, adam", mlp),
            ("mlp, sgd", mlp with { Optimizer = Sgd(0.05) }),
            ("mlp, adagrad", mlp with { Optimizer = new AdaGradOptions { LearningRate = 0.02 } }),
            ("mlp, batch 8", mlp with { Batch = 8, Epochs = 3, Optimizer = Sgd(0.02) }),
            ("mlp, steps of the rate", mlp with { Schedule = new StepSchedule { Every = 3 }, Optimizer = Momentum(0.02) }),
            ("stack with norms", mlp with { Network = Stack("relu", 3, 48, norm: true) }),
            ("stack with dropout", mlp with { Network = Stack("relu", 2, 128, dropout: 0.3), Epochs = 10 }),
            ("tanh", mlp with { Network = Stack("tanh", 2, 48) }),
            ("sigmoid", mlp with { Network = Stack("sigmoid", 1, 64), Optimizer = Adam(0.005) }),
            ("gelu", mlp with { Network = Stack("gelu", 3, 48) }),
            ("small resnet", new GallerySetup(SmallResNet(), Glyphs(800), Adam(0.005)) { Epochs = 5 }),
            ("linear", mlp with { Network = Line(), Optimizer = Adam(0.002) }),
            ("gpt, copy", OfGpt() with { Seed = 5 }),
            ("gpt, reverse", OfGpt("reverse") with { Seed = 6 }),
            ("gpt, sort, dropout", OfGpt("sort") with { Network = Gpt(9, 5, 0.1), Epochs = 8 }),
            ("clouds", new GallerySetup(Mlp(20, 5), Clouds(), Adam(0.005))),
            ("clouds that overlap", new GallerySetup(Mlp(20, 5), Clouds(apart: 2.5), Sgd(0.1))),
            ("spirals", new GallerySetup(Stack("relu", 2, 48, 2, 3), Spirals(), Adam(0.005)) { Epochs = 15 }),
            ("plane", new GallerySetup(Line(16, 1), Numbers(16), Sgd(0.02)) { Loss = Squared }),
            ("waves", new GallerySetup(Stack("tanh", 2, 64, 2, 1), Numbers(2, waves: true), Adam(0.01)) { Loss = Squared, Epochs = 20 }),
            ("8 layers of relu", new GallerySetup(Stack("relu", 8, 48, 20, 5), Clouds(), Adam(0.001))),
            ("clouds, weight decay", new GallerySetup(Mlp(20, 5), Clouds(), Momentum(0.02) with { WeightDecay = 0.001 })),
        ];
        return all.Select(item => new GalleryCase(item.Name, null, null, item.Setup));
    }
}
