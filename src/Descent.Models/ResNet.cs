using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>
/// ResNet (He, Zhang, Ren, Sun 2016, "Deep residual learning for image recognition"): four stages of residual blocks. Parameters for color images
/// and 1000 classes: ResNet-18 11,689,512, ResNet-34 21,797,672, ResNet-50 25,557,032, ResNet-101 44,549,160.
/// </summary>
public sealed class ResNet : SequentialNetwork
{
    // Blocks in each stage: the paper's table 1. From 50 layers on they are bottlenecks.
    private static readonly Dictionary<int, int[]> Stages = new()
    {
        [18] = [2, 2, 2, 2],
        [34] = [3, 4, 6, 3],
        [50] = [3, 4, 6, 3],
        [101] = [3, 4, 23, 3],
    };

    /// <param name="depth">Layers with weights: 18, 34, 50 or 101.</param>
    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels, 1 for grey.</param>
    /// <param name="size">Height and width of the image, 1 or more.</param>
    /// <param name="small">Whether the stem is one 3×3 convolution that steps by 1, without pooling, as the paper has it for CIFAR-10's 32×32 images.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public ResNet(int depth = 18, int classes = 1000, int channels = 3, int size = 224, bool small = false)
        : base(
            new Architecture($"resnet{depth}", new Dictionary<string, long> { ["classes"] = classes, ["small"] = small ? 1 : 0 }),
            [channels, AtLeast(size, 1), size],
            () =>
            [
                .. Stem(channels, small), // [B, 64, 56, 56]
                ("layer1", Stage(depth, 0)), // [B, 64, 56, 56], from 50 layers on [B, 256, 56, 56]
                ("layer2", Stage(depth, 1)), // half as high and wide, twice the channels
                ("layer3", Stage(depth, 2)),
                ("layer4", Stage(depth, 3)), // [B, 512, 7, 7], from 50 layers on [B, 2048, 7, 7]
                ("avgpool", new AdaptiveAvgPool2d(1)),
                ("flatten", Flatten()),
                ("fc", new Linear(Outputs(depth, 3), classes)), // [B, classes]
            ]) => InitialWeights.DrawKernels(this);

    /// <summary>Their entries in the catalog: resnet18, resnet34, resnet50, resnet101.</summary>
    public static IReadOnlyList<NetworkDefinition> Definitions { get; } = [.. Stages.Keys.Select(Define)];

    private static NetworkDefinition Define(int depth) => new($"resnet{depth}", $"ResNet, 2015: {Stages[depth].Sum()} residual blocks", request =>
    {
        (int channels, int side) = request.SquareImage($"resnet{depth}", 1);
        return new ResNet(depth, request.Classes, channels, side, request.IsSmall());
    })
    {
        Options = new Dictionary<string, string> { ["small"] = NetworkRequest.SmallHelp },
    };

    private static (string Name, Module<Tensor, Tensor> Layer)[] Stem(int channels, bool small) => small
        ?
        [
            ("conv1", new Conv2d(channels, 64, 3, new Conv2dOptions { Padding = 1, Bias = false })),
            ("bn1", new BatchNormRelu2d(64)),
        ]
        :
        [
            ("conv1", new Conv2d(channels, 64, 7, new Conv2dOptions { Stride = 2, Padding = 3, Bias = false })),
            ("bn1", new BatchNormRelu2d(64)),
            ("maxpool", new MaxPool2d(3, stride: 2, padding: 1)),
        ];

    private static Module<Tensor, Tensor> Stage(int depth, int stage)
    {
        int[] stages = Stages.GetValueOrDefault(depth)
            ?? throw new ArgumentException($"There is no ResNet of {depth} layers. Known: {string.Join(", ", Stages.Keys)}.", nameof(depth));
        int width = 64 << stage;
        int inputs = stage == 0 ? 64 : Outputs(depth, stage - 1);
        return Sequential([.. Enumerable.Range(0, stages[stage]).Select(i => Block(i == 0 ? inputs : Outputs(depth, stage), i == 0 && stage > 0 ? 2 : 1))]);

        Module<Tensor, Tensor> Block(int channels, int stride) =>
            depth < 50 ? new BasicBlock(channels, width, stride) : new Bottleneck(channels, width, stride);
    }

    private static int Outputs(int depth, int stage) => (64 << stage) * (depth < 50 ? 1 : Bottleneck.Expansion);
}
