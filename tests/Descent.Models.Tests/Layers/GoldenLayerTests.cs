using Descent.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Layers;

public sealed class GoldenLayerTests
{
    private static readonly long[] Image = [2, 4, 7, 8];

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Convolutions = new()
    {
        ["plain"] = () => new Conv2d(4, 6, 3),
        ["no bias"] = () => new Conv2d(4, 6, (2, 3), new Conv2dOptions { Bias = false }),
        ["stride"] = () => new Conv2d(4, 6, (3, 5), new Conv2dOptions { Stride = (2, 3), Padding = (1, 2) }),
        ["dilation"] = () => new Conv2d(4, 6, (3, 2), new Conv2dOptions { Dilation = (2, 3), Padding = 1 }),
        ["groups"] = () => new Conv2d(4, 6, 3, new Conv2dOptions { Groups = 2, Padding = 1 }),
        ["depthwise"] = () => new Conv2d(4, 8, 3, new Conv2dOptions { Groups = 4, Stride = 2 }),
        ["same"] = () => new Conv2d(4, 6, (3, 5), new Conv2dOptions { Padding = Padding2d.Same }),
        ["same even"] = () => new Conv2d(4, 6, (2, 4), new Conv2dOptions { Padding = Padding2d.Same }),
        ["same even dilated"] = () => new Conv2d(4, 6, (4, 3), new Conv2dOptions { Padding = Padding2d.Same, Dilation = (1, 3) }),
        ["valid"] = () => new Conv2d(4, 6, (4, 3), new Conv2dOptions { Padding = Padding2d.Valid }),
        ["reflect"] = () => new Conv2d(4, 6, (3, 5), new Conv2dOptions { Padding = (1, 3), PaddingMode = PaddingModes.Reflect }),
        ["replicate"] = () => new Conv2d(4, 6, (5, 2), new Conv2dOptions { Padding = (3, 1), PaddingMode = PaddingModes.Replicate }),
        ["circular"] = () => new Conv2d(4, 6, (3, 4), new Conv2dOptions { Padding = (2, 3), PaddingMode = PaddingModes.Circular }),
        ["reflect same even"] = () => new Conv2d(4, 6, (4, 2), new Conv2dOptions { Padding = Padding2d.Same, PaddingMode = PaddingModes.Reflect }),
        ["circular all"] = () => new Conv2d(4, 6, (2, 3), new Conv2dOptions
        {
            Padding = (2, 1),
            PaddingMode = PaddingModes.Circular,
            Stride = (1, 2),
            Dilation = (2, 1),
            Groups = 2,
            Bias = false,
        }),
    };

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Poolings = new()
    {
        ["max"] = () => new MaxPool2d(),
        ["max padded"] = () => new MaxPool2d((3, 2), stride: (2, 1), padding: (1, 1)),
        ["max ceil"] = () => new MaxPool2d(3, stride: 2, ceilMode: true),
        ["average"] = () => new AvgPool2d((2, 3)),
        ["average padded"] = () => new AvgPool2d(3, stride: 2, padding: 1),
        ["average ceil"] = () => new AvgPool2d(3, stride: 2, padding: 1, ceilMode: true, countPadding: false),
        ["adaptive average"] = () => new AdaptiveAvgPool2d((3, 5)),
        ["adaptive average larger"] = () => new AdaptiveAvgPool2d((9, 2)),
        ["adaptive max"] = () => new AdaptiveMaxPool2d((3, 5)),
    };

    private static readonly Dictionary<string, (Func<Module<Tensor, Tensor>> Make, long[] Shape)> Others = new()
    {
        ["batch 1d"] = (() => new BatchNorm1d(5), [6, 5]),
        ["batch 1d positions"] = (() => new BatchNorm1d(5, momentum: 0.3), [3, 5, 4]),
        ["batch 2d"] = (() => new BatchNorm2d(4), Image),
        ["batch 2d epsilon"] = (() => new BatchNorm2d(4, epsilon: 0.001, momentum: 1), Image),
        ["layer"] = (() => LayerNorm(8), Image),
        ["layer images"] = (() => LayerNorm([4, 7, 8], eps: 0.01), Image),
        ["linear"] = (() => new Linear(8, 3), Image),
        ["linear no bias"] = (() => new Linear(8, 3, hasBias: false), [5, 8]),
    };

    public static TheoryData<string> ConvolutionNames => [.. Convolutions.Keys];

    public static TheoryData<string> PoolingNames => [.. Poolings.Keys];

    public static TheoryData<string> OtherNames => [.. Others.Keys];

    public static TheoryData<string> ActivationNames => [.. Activation.Names];

    [Theory]
    [MemberData(nameof(ConvolutionNames))]
    public void A_convolution_gives_PyTorchs_values(string name) => GoldenCase.Check("convolution", name, Convolutions[name], Image);

    [Theory]
    [MemberData(nameof(PoolingNames))]
    public void A_pooling_gives_PyTorchs_values(string name) => GoldenCase.Check("pooling", name, Poolings[name], Image);

    [Theory]
    [MemberData(nameof(OtherNames))]
    public void A_norm_or_full_connection_gives_PyTorchs_values(string name) =>
        GoldenCase.Check("normalization", name, Others[name].Make, Others[name].Shape);

    [Theory]
    [MemberData(nameof(ActivationNames))]
    public void An_activation_gives_PyTorchs_values(string name) =>
        GoldenCase.Check("activations", name, () => Activation.Create(name), Image);
}
