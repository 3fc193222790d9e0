using Descent.Models.Layers;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Tests.Layers;

/// <summary>Shapes and numbers that make no sense are refused in words: layer, expected, received.</summary>
public sealed class LayerMistakeTests
{
    public static TheoryData<string, Func<Module<Tensor, Tensor>>, long[]> Unfit => new()
    {
        { "Conv2d(3, 4, 3×3) expects [batch, 3, height, width], received [2, 5, 8, 8].", () => new Conv2d(3, 4, 3), [2, 5, 8, 8] },
        { "Conv2d(3, 4, 3×3) expects [batch, 3, height, width], received [3, 8, 8].", () => new Conv2d(3, 4, 3), [3, 8, 8] },
        { "Conv2d(3, 4, 3×5) expects an image of 3×5 or more, 2 rows and 0 columns of padding included, received [2, 3, 8, 4].", () => new Conv2d(3, 4, (3, 5), new Conv2dOptions { Padding = (1, 0) }), [2, 3, 8, 4] },
        { "Conv2d(1, 1, 3×3) expects an image of 5×7 or more, 0 rows and 0 columns of padding included, received [1, 1, 4, 9].", () => new Conv2d(1, 1, 3, new Conv2dOptions { Dilation = (2, 3) }), [1, 1, 4, 9] },
        { "Conv2d(1, 1, 3×3) expects an image of 3×3 or more for its Reflect padding, received [1, 1, 9, 2].", () => new Conv2d(1, 1, 3, new Conv2dOptions { Padding = 2, PaddingMode = PaddingModes.Reflect }), [1, 1, 9, 2] },
        { "Conv2d(1, 1, 3×3) expects an image of 2×3 or more for its Circular padding, received [1, 1, 1, 9].", () => new Conv2d(1, 1, 3, new Conv2dOptions { Padding = (2, 3), PaddingMode = PaddingModes.Circular }), [1, 1, 1, 9] },
        { "MaxPool2d(3×3) expects an image of 3×3 or more, 0 rows and 0 columns of padding included, received [1, 2, 2, 8].", () => new MaxPool2d(3), [1, 2, 2, 8] },
        { "MaxPool2d(3×3) expects an image of 2×2 or more, 0 rows and 0 columns of padding included, received [1, 2, 1, 8].", () => new MaxPool2d(3, stride: 2, ceilMode: true), [1, 2, 1, 8] },
        { "AvgPool2d(2×2) expects [batch, channels, height, width], received [8, 8].", () => new AvgPool2d(2), [8, 8] },
        { "AdaptiveAvgPool2d(7×7) expects [batch, channels, height, width], received [2, 8].", () => new AdaptiveAvgPool2d(7), [2, 8] },
        { "AdaptiveMaxPool2d(1×2) expects an image of 1×1 or more, received [2, 8, 0, 3].", () => new AdaptiveMaxPool2d((1, 2)), [2, 8, 0, 3] },
        { "BatchNorm2d(4) expects [batch, 4, height, width], received [2, 3, 5, 5].", () => new BatchNorm2d(4), [2, 3, 5, 5] },
        { "BatchNorm2d(4) expects 2 numbers a channel or more in training, for a variance, received [1, 4, 1, 1].", () => new BatchNorm2d(4), [1, 4, 1, 1] },
        { "BatchNorm1d(4) expects [batch, 4] or [batch, 4, positions], received [2, 4, 5, 5].", () => new BatchNorm1d(4), [2, 4, 5, 5] },
        { "Linear(4, 2) expects [batch, …, 4], received [2, 3].", () => new Linear(4, 2), [2, 3] },
        { "Linear(4, 2) expects [batch, …, 4], received [].", () => new Linear(4, 2), [] },
    };

    public static TheoryData<string, Func<Module>> Senseless => new()
    {
        { "Conv2d(6, 8, 3×3): 4 groups do not divide 6 input and 8 output channels.", () => new Conv2d(6, 8, 3, new Conv2dOptions { Groups = 4 }) },
        { "Conv2d(6, 8, 3×3): 0 groups", () => new Conv2d(6, 8, 3, new Conv2dOptions { Groups = 0 }) },
        { "Conv2d(6, 8, 3×3): padding 'same' needs stride 1, not 2×1", () => new Conv2d(6, 8, 3, new Conv2dOptions { Padding = Padding2d.Same, Stride = (2, 1) }) },
        { "A kernel of 3×0 is too small", () => new Conv2d(6, 8, (3, 0)) },
        { "A stride of 0×1 is too small", () => new Conv2d(6, 8, 3, new Conv2dOptions { Stride = (0, 1) }) },
        { "A dilation of 0×0 is too small", () => new Conv2d(6, 8, 3, new Conv2dOptions { Dilation = 0 }) },
        { "A padding of -1×-1 is too small", () => new Conv2d(6, 8, 3, new Conv2dOptions { Padding = -1 }) },
        { "inputs ('0') must be", () => new Conv2d(0, 8, 3) },
        { "outputs ('0') must be", () => new Linear(1, 0) },
        { "MaxPool2d: a padding of 2×0 is more than half of the 3×3 window.", () => new MaxPool2d(3, padding: (2, 0)) },
        { "A size of 0×1 is too small", () => new AdaptiveAvgPool2d((0, 1)) },
        { "channels ('0') must be", () => new BatchNorm2d(0) },
        { "A probability is 0 to 1.", () => new Dropout(double.NaN) },
        { "There is no activation 'rellu'. Known: sigmoid, tanh, relu", () => Activation.Create("rellu") },
    };

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public void An_input_that_does_not_fit_is_refused(string message, Func<Module<Tensor, Tensor>> make, long[] shape)
    {
        using DisposeScope scope = NewDisposeScope();
        using Module<Tensor, Tensor> layer = make();

        Assert.StartsWith(message, Assert.Throws<ArgumentException>(() => layer.call(zeros(shape))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Senseless), DisableDiscoveryEnumeration = true)]
    public void A_number_that_makes_no_sense_is_refused(string message, Func<Module> make) =>
        Assert.StartsWith(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
}
