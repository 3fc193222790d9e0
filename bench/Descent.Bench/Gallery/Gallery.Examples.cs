using static Descent.Bench.Gallery.GalleryData;
using static Descent.Bench.Gallery.GalleryNetworks;

namespace Descent.Bench.Gallery;

internal static partial class Gallery
{
    // What is wrong with the examples.
    private static IEnumerable<GalleryCase> Examples()
    {
        GallerySetup lenet = new(LeNet(), Glyphs(), Adam());
        GallerySetup mlp = new(Mlp(), Glyphs(), Sgd());
        GallerySetup clouds = new(Mlp(20, 8), Clouds(8), Adam(0.005));
        const string Noise = "label-noise", Uneven = "class-imbalance", Spike = "loss-spike";
        const string Leaks = "test-in-train", Conflicts = "conflicting-labels", Layout = "input-layout", Scale = "input-scale";
        return
        [
            Fault(Leaks, "clouds, a tenth of the test in the training examples", clouds with { Data = WithTest(Clouds(8), 0) }, it => it with { Data = WithTest(Clouds(8), 0.1) }),
            Fault(Leaks, "glyphs, half of the test in the training examples", mlp with { Data = WithTest(Glyphs(), 0) }, it => it with { Data = WithTest(Glyphs(), 0.5) }),
            Fault(Conflicts, "clouds, 8 % given twice with two labels", clouds with { Seed = 4 }, it => it with { Data = Conflicting(Clouds(8), 0.08) }),
            Fault(Conflicts, "glyphs, 2 % given twice with two labels", lenet with { Seed = 4 }, it => it with { Data = Conflicting(Glyphs(), 0.02) }),
            Fault(Layout, "glyphs, channels last", mlp with { Seed = 5 }, it => it with { Data = ChannelsLast(Glyphs()) }),
            Fault(Layout, "glyphs, channels last, two layers", mlp with { Network = Stack("relu", 2, 48), Seed = 6 }, it => it with { Data = ChannelsLast(Glyphs()) }),
            Fault(Scale, "clouds, five examples 1,000 times as large", clouds with { Seed = 5 }, it => it with { Data = Spoiled(Clouds(8), 300, 1000) }),
            Fault(Scale, "clouds, one in a hundred examples 300 times as large", clouds with { Seed = 6 }, it => it with { Data = Spoiled(Clouds(8), 100, 300) }),
            Fault(Noise, "glyphs, 30 % mislabeled", lenet, it => it with { Data = MislabeledGlyphs(0.3) }),
            Fault(Noise, "glyphs, 20 % mislabeled, mlp", mlp, it => it with { Data = MislabeledGlyphs(0.2) }),
            Fault(Noise, "clouds, 25 % mislabeled", clouds, it => it with { Data = Clouds(8, mislabeled: 0.25) }),
            Fault(Noise, "clouds, 15 % mislabeled", clouds with { Seed = 2 }, it => it with { Data = Clouds(8, mislabeled: 0.15) }),
            Fault(Spike, "clouds, a few examples 60 times as large and turned around", clouds, it => it with { Data = Spoiled(Clouds(8), 500, -60) }),
            Fault(Spike, "clouds, two examples 60 times as large and turned around, longer", clouds with { Seed = 3, Optimizer = Momentum(0.03), Epochs = 10 }, it => it with { Data = Spoiled(Clouds(8), 700, -60) }),
            Fault(Uneven, "glyphs, one class rare", mlp with { Seed = 3 }, it => it with { Data = UnevenGlyphs(20, 1) }),
            Fault(Uneven, "glyphs, five classes rare", lenet with { Seed = 3 }, it => it with { Data = UnevenGlyphs(40, 5) }),
        ];
    }
}
