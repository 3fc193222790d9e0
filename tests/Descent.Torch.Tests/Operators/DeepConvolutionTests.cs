using Descent.Torch.Autocasting;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Operators;

/// <summary>Numbers that bfloat16 holds exactly, so that the twin in float64 differs by the rounding of results alone.</summary>
public sealed class DeepConvolutionTests
{
    private static readonly bool IsSupported = AutocastScope.IsSupported;

    [Theory]
    [InlineData(2, 32, 16, 4, 4, 3, 3, 1, 1)]
    [InlineData(3, 16, 32, 8, 6, 3, 3, 2, 1)] // strides
    [InlineData(2, 16, 16, 5, 7, 2, 3, 2, 0)] // no padding, a kernel that is no square, pixels that no kernel meets
    [InlineData(1, 16, 64, 1, 1, 3, 3, 1, 1)] // one pixel
    [InlineData(2, 3, 16, 6, 6, 5, 5, 1, 2)] // color images
    public void Is_its_twin_forward_and_backward(int batch, int inputs, int outputs, int height, int width, int kernelHeight, int kernelWidth, int stride, int padding)
    {
        Assert.SkipUnless(IsSupported, "There is no autocast on this system.");
        using DisposeScope scope = NewDisposeScope();
        Tensor input = Whole(1, batch, inputs, height, width), weight = Whole(2, outputs, inputs, kernelHeight, kernelWidth);
        long[] strides = [stride, stride], around = [padding, padding];
        Tensor[] plain = Run(input, weight, ScalarType.Float64, (x, w) => nn.functional.conv2d(x, w, null, strides, around, [1, 1], 1));
        Tensor[] fast = Run(input, weight, ScalarType.Float32, (x, w) =>
        {
            using AutocastScope autocast = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
            Assert.True(DeepConvolution.Fits(x, w, null, strides, around, [1, 1], 1));
            return DeepConvolution.Apply(x, w, strides, around);
        });

        Assert.Equal(ScalarType.BFloat16, fast[0].dtype);
        Assert.Equal([ScalarType.Float32, ScalarType.Float32], fast[1..].Select(gradient => gradient.dtype));
        Assert.All(Enumerable.Range(0, 3), i => Assert.InRange(Distance(plain[i], fast[i]), 0, 0.005));
    }

    [Fact]
    public void It_can_be_differentiated_twice()
    {
        Assert.SkipUnless(IsSupported, "There is no autocast on this system.");
        using DisposeScope scope = NewDisposeScope();
        Tensor Second(ScalarType type, Func<Tensor, Tensor, Tensor> operation)
        {
            Tensor x = ChannelsLast.Of(Whole(1, 2, 16, 4, 4).to(type)).detach().requires_grad_(), w = Whole(2, 16, 16, 3, 3).to(type).requires_grad_();
            Tensor first = autograd.grad([(operation(x, w).to(type) * Whole(3, 2, 16, 4, 4).to(type)).sum()], [w], retain_graph: true, create_graph: true)[0];
            return autograd.grad([(first * Whole(4, 16, 16, 3, 3).to(type)).sum()], [x])[0];
        }

        Tensor fast = Second(ScalarType.Float32, (x, w) =>
        {
            using AutocastScope autocast = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
            return DeepConvolution.Apply(x, w, [1, 1], [1, 1]);
        });
        Assert.InRange(Distance(Second(ScalarType.Float64, (x, w) => nn.functional.conv2d(x, w, null, [1, 1], [1, 1], [1, 1], 1)), fast), 0, 0.02);
    }

    [Fact]
    public void Many_pixels_other_layouts_and_float32_are_left_to_libtorch()
    {
        Assert.SkipUnless(IsSupported, "There is no autocast on this system.");
        using DisposeScope scope = NewDisposeScope();
        Tensor few = ChannelsLast.Of(zeros(64, 16, 4, 4)), many = ChannelsLast.Of(zeros(65, 16, 4, 4));
        Tensor weight = zeros(16, 16, 3, 3, requires_grad: true);
        bool Fits(Tensor input, Tensor kernels, long stride = 1, long padding = 1, long dilation = 1) =>
            DeepConvolution.Fits(input, kernels, null, [stride, stride], [padding, padding], [dilation, dilation], 1);

        Assert.False(Fits(few, weight));
        using AutocastScope autocast = AutocastScope.Begin(DeviceType.CPU, ScalarType.BFloat16);
        Assert.True(Fits(few, weight));
        Assert.False(Fits(many, weight));
        Assert.True(Fits(many, weight, stride: 2));
        Assert.False(Fits(few.contiguous(), weight));
        Assert.False(Fits(few, weight, padding: 2, dilation: 2));
        Assert.False(Fits(few, zeros(16, 16, 1, 1, requires_grad: true), padding: 0));
        Assert.False(Fits(few, weight.detach()));
        Assert.False(Fits(few, zeros(16, 16, 7, 7, requires_grad: true))); // larger than the image: libtorch says so
        using (no_grad())
        {
            Assert.False(Fits(few, weight));
        }
    }

    private static Tensor[] Run(Tensor input, Tensor weight, ScalarType type, Func<Tensor, Tensor, Tensor> operation)
    {
        Tensor x = ChannelsLast.Of(input.to(type, copy: true)).detach().requires_grad_(), w = weight.to(type, copy: true).requires_grad_();
        Tensor output = operation(x, w);
        (output.to(type) * Whole(3, output.shape).to(type)).sum().backward();
        return [output.detach(), x.grad!, w.grad!];
    }

    private static Tensor Whole(int seed, params long[] shape) => randint(-3, 4, shape, ScalarType.Float32, generator: new Generator((ulong)seed));

    private static double Distance(Tensor expected, Tensor actual) =>
        (expected - actual.to(ScalarType.Float64)).abs().max().item<double>() / expected.abs().max().item<double>();
}
