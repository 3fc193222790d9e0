using Descent.Models.Blocks;
using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>
/// GoogLeNet, Inception v1 (Szegedy et al. 2015, "Going deeper with convolutions"), with batch normalization in place of local response
/// normalization. 13,004,888 parameters for color images and 1000 classes with the two auxiliary heads, 6,624,904 without.
/// </summary>
public sealed class GoogLeNet : SequentialNetwork, IAuxiliaryOutputs
{
    private const double AuxiliaryWeight = 0.3;
    private readonly AuxiliaryHead[] _heads;

    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels, 1 for grey.</param>
    /// <param name="size">Height and width of the image, at least 15, or 4 with the small stem.</param>
    /// <param name="small">Whether the first convolution is 3×3, steps by 1, and no pooling follows it, for images of about 32×32.</param>
    /// <param name="auxiliary">Whether two classifiers in the middle learn too; their losses count 0.3 each.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public GoogLeNet(int classes = 1000, int channels = 3, int size = 224, bool small = false, bool auxiliary = true)
        : base(
            new Architecture("googlenet", new Dictionary<string, long>
            {
                ["classes"] = classes,
                ["small"] = small ? 1 : 0,
                ["auxiliary"] = auxiliary ? 1 : 0,
            }),
            [channels, AtLeast(size, Smallest(small)), size],
            () =>
            [
                .. small
                    ? Layers(("conv1", new ConvolutionBlock(channels, 64, 3, padding: 1)))
                    : Layers(
                        ("conv1", new ConvolutionBlock(channels, 64, 7, stride: 2, padding: 3)), // [B, 64, 112, 112]
                        ("maxpool1", HalvingPool(3))), // [B, 64, 56, 56]
                ("conv2", new ConvolutionBlock(64, 64, 1)),
                ("conv3", new ConvolutionBlock(64, 192, 3, padding: 1)),
                ("maxpool2", HalvingPool(3)), // [B, 192, 28, 28]
                ("inception3a", new InceptionBlock(192, new InceptionWidths(64, 96, 128, 16, 32, 32))),
                ("inception3b", new InceptionBlock(256, new InceptionWidths(128, 128, 192, 32, 96, 64))),
                ("maxpool3", HalvingPool(3)), // [B, 480, 14, 14]
                ("inception4a", new InceptionBlock(480, new InceptionWidths(192, 96, 208, 16, 48, 64))),
                .. auxiliary ? Layers(("aux1", new AuxiliaryHead(512, classes))) : [],
                ("inception4b", new InceptionBlock(512, new InceptionWidths(160, 112, 224, 24, 64, 64))),
                ("inception4c", new InceptionBlock(512, new InceptionWidths(128, 128, 256, 24, 64, 64))),
                ("inception4d", new InceptionBlock(512, new InceptionWidths(112, 144, 288, 32, 64, 64))),
                .. auxiliary ? Layers(("aux2", new AuxiliaryHead(528, classes))) : [],
                ("inception4e", new InceptionBlock(528, new InceptionWidths(256, 160, 320, 32, 128, 128))),
                ("maxpool4", HalvingPool(2)), // [B, 832, 7, 7]
                ("inception5a", new InceptionBlock(832, new InceptionWidths(256, 160, 320, 32, 128, 128))),
                ("inception5b", new InceptionBlock(832, new InceptionWidths(384, 192, 384, 48, 128, 128))),
                ("avgpool", new AdaptiveAvgPool2d(1)), // [B, 1024, 1, 1]
                ("flatten", Flatten()),
                ("dropout", new Dropout(0.4)),
                ("fc", new Linear(1024, classes)), // [B, classes]
            ])
    {
        _heads = [.. children().OfType<AuxiliaryHead>()];
        InitialWeights.DrawKernels(this);
    }

    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new("googlenet", "GoogLeNet, 2014: nine Inception blocks, auxiliary heads in training", request =>
    {
        bool small = request.IsSmall();
        (int channels, int side) = request.SquareImage("googlenet", Smallest(small));
        return new GoogLeNet(request.Classes, channels, side, small, request.Switch("auxiliary", otherwise: true));
    })
    {
        Options = new Dictionary<string, string> { ["small"] = NetworkRequest.SmallHelp, ["auxiliary"] = "0 leaves out the auxiliary heads, 1" },
    };

    /// <inheritdoc />
    public IReadOnlyList<AuxiliaryOutput> TakeAuxiliaryOutputs() =>
        [.. _heads.Select(head => head.TakeLogits()).OfType<Tensor>().Select(logits => new AuxiliaryOutput(logits, AuxiliaryWeight))];

    private static (string Name, Module<Tensor, Tensor> Layer)[] Layers(
        params (string Name, Module<Tensor, Tensor> Layer)[] layers) => layers;

    private static MaxPool2d HalvingPool(int kernel) => new(kernel, stride: 2, ceilMode: true);

    // The last pooling of 3 by 2 must find 2×2.
    private static int Smallest(bool small) => small ? 4 : 15;
}
