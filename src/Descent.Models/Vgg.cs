using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>
/// VGG (Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition"): 3×3 convolutions in five stages,
/// three full connections; with batch normalization where asked for. Parameters for 224×224 color images and 1000 classes: VGG-11 132,863,336,
/// VGG-13 133,047,848, VGG-16 138,357,544, VGG-19 143,667,240.
/// </summary>
public sealed class Vgg : SequentialNetwork
{
    // Convolutions in each stage: the paper's columns A, B, D and E.
    private static readonly Dictionary<int, int[]> Stages = new()
    {
        [11] = [1, 1, 2, 2, 2],
        [13] = [2, 2, 2, 2, 2],
        [16] = [2, 2, 3, 3, 3],
        [19] = [2, 2, 4, 4, 4],
    };

    private static readonly int[] Widths = [64, 128, 256, 512, 512];

    /// <param name="depth">Layers with weights: 11, 13, 16 or 19.</param>
    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels, 1 for grey.</param>
    /// <param name="size">Height and width of the image, at least 32; any with small.</param>
    /// <param name="batchNorm">Whether a norm follows each convolution.</param>
    /// <param name="small">For images of about 32×32: an odd row or column at the edge is pooled too, and one place goes into the full connections instead of 7×7.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public Vgg(int depth = 16, int classes = 1000, int channels = 3, int size = 224, bool batchNorm = false, bool small = false)
        : base(
            new Architecture($"vgg{depth}", new Dictionary<string, long>
            {
                ["classes"] = classes,
                ["batch_norm"] = batchNorm ? 1 : 0,
                ["small"] = small ? 1 : 0,
            }),
            [channels, AtLeast(size, Smallest(small)), size],
            () =>
            [
                ("features", Sequential(Features(depth, channels, batchNorm, small))), // [B, 512, 7, 7]
                ("avgpool", new AdaptiveAvgPool2d(Grid(small))),
                ("flatten", Flatten()), // [B, 25088]
                ("classifier", Sequential(
                    new Linear(512 * Grid(small) * Grid(small), 4096),
                    ReLU(),
                    new Dropout(),
                    new Linear(4096, 4096),
                    ReLU(),
                    new Dropout(),
                    new Linear(4096, classes))), // [B, classes]
            ]) => InitialWeights.DrawKernels(this);

    /// <summary>Their entries in the catalog: vgg11, vgg13, vgg16, vgg19.</summary>
    public static IReadOnlyList<NetworkDefinition> Definitions { get; } = [.. Stages.Keys.Select(Define)];

    private static NetworkDefinition Define(int depth) => new($"vgg{depth}", $"VGG, 2014: {depth - 3} convolutions, three full connections", request =>
    {
        bool small = request.IsSmall();
        (int channels, int side) = request.SquareImage($"vgg{depth}", Smallest(small));
        return new Vgg(depth, request.Classes, channels, side, request.Switch("batch_norm", otherwise: false), small);
    })
    {
        Options = new Dictionary<string, string> { ["batch_norm"] = "1 puts a norm after each convolution, 0", ["small"] = NetworkRequest.SmallHelp },
        AdamRate = 2e-4,
    };

    private static Module<Tensor, Tensor>[] Features(int depth, int channels, bool batchNorm, bool small)
    {
        List<Module<Tensor, Tensor>> layers = [];
        int[] stages = Stages.GetValueOrDefault(depth)
            ?? throw new ArgumentException($"There is no VGG of {depth} layers. Known: {string.Join(", ", Stages.Keys)}.", nameof(depth));
        for (int stage = 0; stage < stages.Length; stage++)
        {
            for (int i = 0; i < stages[stage]; i++)
            {
                layers.Add(new Conv2d(channels, Widths[stage], 3, new Conv2dOptions { Padding = 1 }));
                channels = Widths[stage];
                layers.AddRange(batchNorm ? [new BatchNorm2d(channels), ReLU()] : [ReLU()]);
            }

            layers.Add(new MaxPool2d(2, ceilMode: small)); // half as high and wide
        }

        return [.. layers];
    }

    private static int Smallest(bool small) => small ? 1 : 32;

    private static int Grid(bool small) => small ? 1 : 7;
}
