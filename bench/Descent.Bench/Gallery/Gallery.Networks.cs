using Descent.Models.Initialization;
using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // Initial weights, depth, activations, cut gradients, normalization.
    private static IEnumerable<GalleryCase> Networks()
    {
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam());
        GallerySetup mlp = new(Mlp(), Glyphs(), Sgd());
        GallerySetup clouds = new(Stack("relu", 4, 48, 20, 5), Clouds(), Adam(0.001));
        GallerySetup sigmoid = new(Stack("sigmoid", 2, 48), Glyphs(), Adam(0.005));
        GallerySetup tanh = new(Stack("tanh", 3, 48), Glyphs(), Adam(0.001));
        GallerySetup norm = new(Stack("relu", 2, 48, norm: true), Glyphs(), Adam());
        const string Fades = "vanishing-gradient", Explodes = "exploding-gradient", Dead = "dead-relu", Saturated = "saturation", Bad = "bad-initialization", Still = "unchanged-parameter",
            Tiny = "tiny-batch-norm", Mismatch = "evaluation-mismatch", NotFinite = "not-finite";
        return
        [
            Fault(Fades, "10 layers of sigmoid", mlp, it => it with { Network = Stack("sigmoid", 10, 48), Optimizer = Adam() }),
            Fault(Fades, "7 layers of sigmoid, sgd", mlp with { Seed = 2 }, it => it with { Network = Stack("sigmoid", 7, 48) }),
            Fault(Fades, "8 layers of sigmoid, clouds", clouds, it => it with { Network = Stack("sigmoid", 8, 48, 20, 5) }),
            Fault(Fades, "6 layers of sigmoid, momentum", mlp with { Seed = 3 }, it => it with { Network = Stack("sigmoid", 6, 32), Optimizer = Momentum(0.05) }),
            Fault(Explodes, "12 layers of tanh, weights × 3", tanh, it => it with { Network = Scaled(Stack("tanh", 12, 48), "weight", 3), Optimizer = Sgd(0.001) }),
            Fault(Explodes, "16 layers of tanh, weights × 2", tanh with { Seed = 2 }, it => it with { Network = Scaled(Stack("tanh", 16, 64), "weight", 2), Optimizer = Sgd(0.001) }),
            Fault(Explodes, "12 layers of relu, weights × 2.5, squared error", new GallerySetup(Stack("relu", 3, 48, 8, 1), Numbers(), Adam()) { Loss = Squared },
                it => it with { Network = Scaled(Stack("relu", 12, 48, 8, 1), "weight", 2.5), Optimizer = Adam(1e-4) }),
            Fault(Dead, "mlp, biases −30", mlp, it => it with { Network = Shifted(Mlp(), "linear1.bias", -30) }),
            Fault(Dead, "stack, third layer's biases −20", clouds, it => it with { Network = Shifted(Stack("relu", 4, 48, 20, 5), "linear3.bias", -20) }),
            Fault(Dead, "lenet, last hidden biases −10", lenet, it => it with { Network = Shifted(LeNet(), "linear2.bias", -10) }),
            Fault(Dead, "wide mlp, biases −25", mlp with { Network = Mlp(hidden: 128), Seed = 2 }, it => it with { Network = Shifted(Mlp(hidden: 128), "linear1.bias", -25), Optimizer = Adam() }),
            Fault(Saturated, "sigmoid, weights × 30", sigmoid, it => it with { Network = Scaled(Stack("sigmoid", 2, 48), "weight", 30) }),
            Fault(Saturated, "tanh, weights × 20", tanh, it => it with { Network = Scaled(Stack("tanh", 3, 48), "weight", 20) }),
            Fault(Saturated, "sigmoid, first weights × 40", sigmoid with { Seed = 2 }, it => it with { Network = Scaled(Stack("sigmoid", 2, 48), "linear1.weight", 40) }),
            Fault(Saturated, "tanh, biases 8", tanh with { Seed = 2 }, it => it with { Network = Shifted(Stack("tanh", 3, 48), "linear2.bias", 8) }),
            Fault(Bad, "stack, normal weights of variance 1", clouds, it => it with { Network = Stack("relu", 4, 48, 20, 5, WeightScheme.TooLarge) }),
            Fault(Bad, "mlp, all weights 0", mlp, it => it with { Network = Stack("relu", 1, 64, scheme: WeightScheme.Zeros) }),
            Fault(Bad, "stack, weights / 30", clouds with { Seed = 2 }, it => it with { Network = Scaled(Stack("relu", 4, 48, 20, 5), "weight", 1 / 30.0) }),
            Fault(Bad, "lenet, weights × 10", lenet, it => it with { Network = Scaled(LeNet(), "weight", 10) }),
            Fault(Bad, "gpt, vectors × 50", OfGpt(), it => it with { Network = Scaled(it.Network, "tokens.weight", 50) }),
            Fault(Still, "lenet after a cut", lenet, it => it with { Network = Cut(Stack("relu", 1, 64, outputs: 32), Stack("relu", 1, 32, 32)) }),
            Fault(Still, "mlp with a layer that is not called", mlp, it => it with { Network = WithUnused(Mlp()) }),
            Fault(Still, "clouds after a cut", clouds, it => it with { Network = Cut(Stack("relu", 2, 32, 20, 16), Stack("relu", 1, 32, 16, 5)) }),
            Fault(Tiny, "stack with norms, batch 2", norm, it => it with { Batch = 2, Epochs = 1 }),
            Fault(Tiny, "small resnet, batch 4", new GallerySetup(SmallResNet(), Glyphs(800), Momentum(0.05)) { Epochs = 3 }, it => it with { Batch = 4 }),
            Fault(Tiny, "stack with norms, batch 6", norm with { Seed = 2 }, it => it with { Batch = 6, Epochs = 3 }),
            Fault(Mismatch, "running statistics that never move", norm, it => it with { Network = Stack("relu", 2, 48, norm: true, normMomentum: 0) }),
            Fault(Mismatch, "running statistics that hardly move", norm with { Seed = 2 }, it => it with { Network = Stack("relu", 3, 48, norm: true, normMomentum: 0.0005) }),
            Fault(Mismatch, "running statistics that hardly move, four layers", norm with { Seed = 3 }, it => it with { Network = Stack("relu", 4, 48, norm: true, normMomentum: 0.001) }),
            Fault(NotFinite, "weights that overflow", new GallerySetup(Mlp(20, 5), Clouds(), Sgd()), it => it with { Network = Scaled(Mlp(20, 5), "weight", 1e20) }),
            Fault(NotFinite, "lenet, momentum 1e6", lenet with { Optimizer = Momentum(0.01) }, it => With(it, 1e6)),
            Fault(NotFinite, "plane, sgd 100", new GallerySetup(Line(16, 1), Numbers(16), Sgd(0.05)) { Loss = Squared }, it => With(it, 100)),
        ];
    }
}
