using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // What network, loss and labels expect of each other.
    private static IEnumerable<GalleryCase> Contracts()
    {
        GallerySetup mlp = new(Mlp(), Glyphs(), Adam(0.001));
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam());
        GallerySetup clouds = new(Stack("relu", 2, 32, 20, 5), Clouds(), Adam());
        const string Softmax = "softmax-before-loss", Numbers = "label-as-number", Straight = "missing-nonlinearity", Ignored = "input-ignored", Mode = "wrong-mode", Loss = "initial-loss",
            Mates = "batch-dependence", Unlearned = "cannot-overfit", Cut = "no-gradient";
        return
        [
            Fault(Softmax, "lenet", lenet, it => it with { Network = WithSoftmax(LeNet()) }),
            Fault(Softmax, "mlp", mlp, it => it with { Network = WithSoftmax(Mlp()) }),
            Fault(Softmax, "clouds", clouds, it => it with { Network = WithSoftmax(Stack("relu", 2, 32, 20, 5)) }),
            Fault(Numbers, "clouds", clouds, it => it with { Network = Stack("relu", 2, 32, 20, 1), Data = ClassesAsNumbers(Clouds()), Loss = Squared }),
            Fault(Numbers, "glyphs", mlp, it => it with { Network = Mlp(outputs: 1), Data = ClassesAsNumbers(Glyphs()), Loss = Squared }),
            Fault(Straight, "three layers", mlp with { Network = Stack("relu", 2, 48) }, it => it with { Network = Straightened(784, 48, 48, 10) }),
            Fault(Straight, "clouds, four layers", clouds, it => it with { Network = Straightened(20, 32, 32, 32, 5) }),
            Fault(Ignored, "mlp", mlp with { Seed = 2 }, it => it with { Network = Blind(Mlp()) }),
            Fault(Ignored, "clouds", clouds with { Seed = 2 }, it => it with { Network = Blind(Stack("relu", 2, 32, 20, 5)) }),
            Fault(Mode, "dropout in use", mlp with { Seed = 3 }, it => it with { Network = WithBackwardsDropout(Mlp()) }),
            Fault(Mode, "clouds, dropout in use", clouds with { Seed = 3 }, it => it with { Network = WithBackwardsDropout(Stack("relu", 2, 32, 20, 5)) }),
            Fault(Loss, "mlp, outputs × 20", mlp with { Seed = 4 }, it => it with { Network = Scaled(Mlp(), "output.weight", 20) }),
            Fault(Loss, "lenet, outputs × 200", lenet with { Seed = 4 }, it => it with { Network = Scaled(LeNet(), "linear3.weight", 200) }),
            Fault(Mates, "mlp that subtracts its batch's mean", mlp with { Seed = 5 }, it => it with { Network = Centering(Mlp()) }),
            Fault(Mates, "clouds, a stack that does", clouds with { Seed = 5 }, it => it with { Network = Centering(Stack("relu", 2, 32, 20, 5)) }),
            Fault(Unlearned, "mlp, outputs within ±0.02", mlp with { Seed = 6 }, it => it with { Network = Squeezed(Mlp()) }),
            Fault(Unlearned, "clouds, outputs within ±0.02", clouds with { Seed = 6 }, it => it with { Network = Squeezed(Stack("relu", 2, 32, 20, 5)) }),
            Fault(Cut, "clouds after a cut, three layers", clouds with { Seed = 7 }, it => it with { Network = GalleryNetworks.Cut(Stack("relu", 2, 32, 20, 24), Stack("relu", 1, 32, 24, 5)) }),
            Fault(Cut, "glyphs after a cut", mlp with { Seed = 7 }, it => it with { Network = GalleryNetworks.Cut(Stack("relu", 1, 32, outputs: 24), Line(24)) }),
        ];
    }
}
