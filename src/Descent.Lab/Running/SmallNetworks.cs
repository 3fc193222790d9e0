using Descent.Models;
using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Lab.Running;

/// <summary>The designs of the published networks with as many layers and few channels, for grey images of 14×14 or 28×28 and ten classes.</summary>
internal static class SmallNetworks
{
    private const int Width = 16;
    private const int Tokens = 32;
    private const int Connections = 128;

    /// <summary>A small network of a design.</summary>
    /// <param name="design">lenet (as it was published), alexnet, vgg, googlenet, resnet or transformer.</param>
    /// <param name="side">Height and width of the image.</param>
    public static Module<Tensor, Tensor> Create(string design, int side) => design switch
    {
        "lenet" => new LeNet(size: side),
        "alexnet" => AlexNet(),
        "vgg" => Vgg(),
        "googlenet" => GoogLeNet(),
        "resnet" => ResNet(),
        "transformer" => Transformer(side),
        _ => throw new ArgumentException($"There is no design '{design}'.", nameof(design)),
    };

    private static Module<Tensor, Tensor> AlexNet() => Sequential(
        Convolution(1, Width, 5), ReLU(), Halve(), Convolution(Width, 2 * Width, 5), ReLU(), Halve(),
        Convolution(2 * Width, 4 * Width), ReLU(), Convolution(4 * Width, 2 * Width), ReLU(), Convolution(2 * Width, 2 * Width), ReLU(), Halve(),
        Classifier(2 * Width)).Initialize(WeightScheme.KaimingNormal);

    // Column D of the paper's table: 2, 2, 3, 3, 3 convolutions.
    private static Module<Tensor, Tensor> Vgg()
    {
        List<Module<Tensor, Tensor>> layers = [];
        int inputs = 1;
        foreach ((int count, int outputs) in ((int, int)[])[(2, Width), (2, 2 * Width), (3, 4 * Width), (3, 4 * Width), (3, 4 * Width)])
        {
            for (int i = 0; i < count; i++, inputs = outputs)
            {
                layers.AddRange([Convolution(inputs, outputs), ReLU()]);
            }

            layers.Add(Halve());
        }

        return Sequential([.. layers, Classifier(inputs)]).Initialize(WeightScheme.KaimingNormal);
    }

    private static Module<Tensor, Tensor> GoogLeNet()
    {
        InceptionWidths widths = new(Width, Width, Width, Width, Width, Width);
        return Sequential(
        [
            new ConvolutionBlock(1, Width, 3, padding: 1), new ConvolutionBlock(Width, Width, 1), new ConvolutionBlock(Width, 4 * Width, 3, padding: 1), Halve(),
            .. Inceptions(2, widths), Halve(), .. Inceptions(5, widths), Halve(), .. Inceptions(2, widths), .. Head(widths.Outputs),
        ]).Initialize(WeightScheme.KaimingNormal);
    }

    private static IEnumerable<Module<Tensor, Tensor>> Inceptions(int count, InceptionWidths widths) =>
        Enumerable.Range(0, count).Select(_ => new InceptionBlock(4 * Width, widths));

    // The paper's 34 layers: 3, 4, 6 and 3 blocks.
    private static Module<Tensor, Tensor> ResNet()
    {
        List<Module<Tensor, Tensor>> layers = [Convolution(1, Width), new BatchNorm2d(Width), ReLU()];
        int inputs = Width;
        foreach ((int count, int outputs) in ((int, int)[])[(3, Width), (4, 2 * Width), (6, 4 * Width), (3, 4 * Width)])
        {
            for (int i = 0; i < count; i++, inputs = outputs)
            {
                layers.Add(new BasicBlock(inputs, outputs, i == 0 && outputs > Width ? 2 : 1));
            }
        }

        return Sequential([.. layers, .. Head(inputs)]).Initialize(WeightScheme.KaimingNormal);
    }

    // 7 × 7 patches, as tokens with a class token.
    private static Module<Tensor, Tensor> Transformer(int side) => Sequential(
    [
        new PatchEmbedding(1, side / 7, Tokens), new ClassToken(Tokens), new LearnedPositions(1 + (7 * 7), Tokens),
        .. Enumerable.Range(0, 12).Select(_ => new EncoderBlock(new BlockOptions(Tokens, Heads: 2))),
        LayerNorm(Tokens), new FirstToken(), new Linear(Tokens, 10),
    ]);

    private static Conv2d Convolution(int inputs, int outputs, int kernel = 3) => new(inputs, outputs, kernel, new Conv2dOptions { Padding = kernel / 2 });

    private static MaxPool2d Halve() => new(2, ceilMode: true);

    private static Module<Tensor, Tensor> Classifier(int channels) => Sequential(
        new AdaptiveAvgPool2d(1), Flatten(), new Linear(channels, Connections), ReLU(), new Dropout(), new Linear(Connections, Connections), ReLU(), new Dropout(),
        new Linear(Connections, 10));

    private static Module<Tensor, Tensor>[] Head(int channels) => [new AdaptiveAvgPool2d(1), Flatten(), new Linear(channels, 10)];

    private sealed class FirstToken() : Module<Tensor, Tensor>(nameof(FirstToken))
    {
        public override Tensor forward(Tensor input) => input.select(1, 0); // [B, T, width] → [B, width]
    }
}
