using Descent.Models.Initialization;
using Descent.Models.Layers;
using Descent.Torch.Networks;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>
/// AlexNet (Krizhevsky, Sutskever, Hinton 2012) on one device, as in "One weird trick for parallelizing convolutional neural networks"
/// (Krizhevsky 2014). 61,100,840 parameters for 224×224 color images and 1000 classes.
/// </summary>
public sealed class AlexNet : SequentialNetwork
{
    /// <param name="classes">Outputs, 1 or more.</param>
    /// <param name="channels">Image channels, 1 for grey.</param>
    /// <param name="size">Height and width of the image, at least 63, or 15 with the small stem.</param>
    /// <param name="small">Whether the first convolution is 3×3 and steps by 1, for images of about 32×32.</param>
    /// <exception cref="ArgumentException">A number makes no sense.</exception>
    public AlexNet(int classes = 1000, int channels = 3, int size = 224, bool small = false)
        : base(
            new Architecture("alexnet", new Dictionary<string, long> { ["classes"] = classes, ["small"] = small ? 1 : 0 }),
            [channels, AtLeast(size, Smallest(small)), size],
            () =>
            [
                ("features", Sequential(
                    small
                        ? new Conv2d(channels, 64, 3, new Conv2dOptions { Padding = 1 }) // [B, 64, 28, 28]
                        : new Conv2d(channels, 64, 11, new Conv2dOptions { Stride = 4, Padding = 2 }), // [B, 64, 55, 55]
                    ReLU(),
                    new MaxPool2d(3, stride: 2), // [B, 64, 27, 27]
                    new Conv2d(64, 192, 5, new Conv2dOptions { Padding = 2 }),
                    ReLU(),
                    new MaxPool2d(3, stride: 2), // [B, 192, 13, 13]
                    new Conv2d(192, 384, 3, new Conv2dOptions { Padding = 1 }),
                    ReLU(),
                    new Conv2d(384, 256, 3, new Conv2dOptions { Padding = 1 }),
                    ReLU(),
                    new Conv2d(256, 256, 3, new Conv2dOptions { Padding = 1 }),
                    ReLU(),
                    new MaxPool2d(3, stride: 2))), // [B, 256, 6, 6]
                ("avgpool", new AdaptiveAvgPool2d(Grid(small))),
                ("flatten", Flatten()), // [B, 9216]
                ("classifier", Sequential(
                    new Dropout(),
                    new Linear(256 * Grid(small) * Grid(small), 4096),
                    ReLU(),
                    new Dropout(),
                    new Linear(4096, 4096),
                    ReLU(),
                    new Linear(4096, classes))), // [B, classes]
            ]) => InitialWeights.DrawKernels(this);

    /// <summary>Its entry in the catalog.</summary>
    public static NetworkDefinition Definition { get; } = new("alexnet", "AlexNet, 2012: five convolutions, three full connections", request =>
    {
        bool small = request.IsSmall();
        (int channels, int side) = request.SquareImage("alexnet", Smallest(small));
        return new AlexNet(request.Classes, channels, side, small);
    })
    {
        Options = new Dictionary<string, string> { ["small"] = NetworkRequest.SmallHelp },
        AdamRate = 5e-4,
    };

    // Three poolings of 3 by 2 must leave something.
    private static int Smallest(bool small) => small ? 15 : 63;

    private static int Grid(bool small) => small ? 2 : 6;
}
