using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition") as it is taught today:
/// ReLU, max pooling, full connections. 61,706 parameters for 28×28 grey images and 10 classes.
/// </summary>
public sealed class LeNet : SequentialNetwork
{
    private const int SmallestImage = 12;

    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels, 1 for grey.</param>
    /// <param name="size">Height and width of the image, at least 12; below 32 it is padded by 2, as the paper's images were 32×32.</param>
    public LeNet(int classes = 10, int channels = 1, int size = 28)
        : base(
            new Architecture("lenet", new Dictionary<string, long> { ["classes"] = classes }),
            [channels, size, size],
            () =>
            [
                ("conv1", new ConvReluPool2d(Positive(channels), 6, 5, Padding(size))), // [B, 6, 14, 14]
                ("conv2", new ConvReluPool2d(6, 16, 5)), // [B, 16, 5, 5]
                ("flatten", Flatten()), // [B, 400]
                ("linear1", new Linear(16 * Side(size) * Side(size), 120)),
                ("relu1", ReLU()),
                ("linear2", new Linear(120, 84)),
                ("relu2", ReLU()),
                ("linear3", new Linear(84, Positive(classes))), // [B, classes]
            ])
    {
    }

    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new("lenet", "LeNet-5, 1998: two convolutions, three full connections", request =>
    {
        (int channels, int side) = request.SquareImage("lenet", SmallestImage);
        return new LeNet(request.Classes, channels, side);
    });

    private static int Padding(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, SmallestImage);
        return size < 32 ? 2 : 0;
    }

    // After conv1, pool1, conv2 and pool2.
    private static int Side(int size) => (((size + (2 * Padding(size)) - 4) / 2) - 4) / 2;
}
