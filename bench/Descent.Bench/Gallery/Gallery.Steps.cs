using Descent.Training.Schedules;
using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // Learning rates, momentum, weight decay.
    private static IEnumerable<GalleryCase> Steps()
    {
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam());
        GallerySetup mlp = new(Mlp(), Glyphs(), Sgd());
        GallerySetup resnet = new(SmallResNet(), Glyphs(800), Momentum(0.05)) { Epochs = 5 };
        GallerySetup stack = new(Stack("relu", 6, 48, 20, 5), Clouds(), Adam(0.001));
        GallerySetup plane = new(Line(16, 1), Numbers(16), Sgd(0.05)) { Loss = Squared };
        GallerySetup narrow = new(Line(16, 1), Numbers(16, correlation: 0.9), Sgd(0.02)) { Loss = Squared, Batch = 256, Epochs = 40, Schedule = new ConstantSchedule() };
        const string High = "high-learning-rate", Low = "low-learning-rate", Swings = "oscillation", Diverges = "divergence", Decay = "strong-weight-decay";
        return
        [
            Fault(High, "lenet, adam 0.1", lenet, it => With(it, 0.1)),
            Fault(High, "lenet, adam 0.03", lenet with { Seed = 2 }, it => With(it, 0.03)),
            Fault(High, "mlp, sgd 5", mlp, it => With(it, 5)),
            Fault(High, "mlp, sgd 2", mlp with { Batch = 64 }, it => With(it, 2)),
            Fault(High, "small resnet, momentum 10", resnet, it => With(it, 10)),
            Fault(High, "gpt, adam 0.1", OfGpt(), it => With(it, 0.1)),
            Fault(High, "gpt, adam 0.3", OfGpt("reverse"), it => With(it, 0.3)),
            Fault(High, "stack of relu, adam 0.1", stack, it => With(it, 0.1)),
            Fault(Low, "lenet, adam 1e-6", lenet, it => With(it, 1e-6)),
            Fault(Low, "mlp, sgd 1e-5", mlp, it => With(it, 1e-5)),
            Fault(Low, "gpt, adam 1e-6", OfGpt(), it => With(it, 1e-6)),
            Fault(Low, "small resnet, momentum 1e-6", resnet, it => With(it, 1e-6)),
            Fault(Low, "stack of relu, adam 1e-7", stack, it => With(it, 1e-7)),
            Fault(Swings, "plane through alike inputs, sgd at its edge", narrow, it => With(it, 0.0685)),
            Fault(Swings, "alike inputs, sgd past half", narrow with { Seed = 2, Batch = 300 }, it => With(it, 0.0683)),
            Fault(Diverges, "plane, sgd 1.2", plane, it => With(it, 1.2)),
            Fault(Diverges, "plane through alike inputs, sgd 0.08", narrow, it => With(it, 0.08)),
            Fault(Diverges, "plane, sgd 1.1, batch 128", plane with { Batch = 128, Epochs = 15 }, it => With(it, 1.1)),
            Fault(Decay, "lenet, adamw 100", lenet with { Optimizer = AdamW(0.002, 0.01) }, it => it with { Optimizer = AdamW(0.002, 100) }),
            Fault(Decay, "mlp, sgd 0.5", mlp, it => it with { Optimizer = Sgd() with { WeightDecay = 0.5 } }),
            Fault(Decay, "stack of relu, adam L2 3", stack, it => it with { Optimizer = Adam(0.001) with { WeightDecay = 3 } }),
            Fault(Decay, "small resnet, momentum 0.1", resnet, it => it with { Optimizer = Momentum(0.05) with { WeightDecay = 0.1 } }),
        ];
    }

    private static Descent.Training.Optimizers.AdamWOptions AdamW(double learningRate, double decay) => new() { LearningRate = learningRate, WeightDecay = decay };
}
