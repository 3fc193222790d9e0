using Descent.Torch.Loading;
using Descent.Torch.Operators;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Tests.Operators;

/// <summary>float32 against float64, which libtorch computes another way, to 2e-5 of the largest value, or of 1 where that is smaller.</summary>
public sealed class Convolution2dTests
{
    static Convolution2dTests() => Libtorch.Load();

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    [InlineData(24)]
    [InlineData(48)]
    public void Is_right_for_every_number_of_channels(int inputs)
    {
        foreach (int outputs in new[] { 1, 16, 40 })
        {
            foreach (long kernel in new long[] { 1, 3 })
            {
                foreach (bool channelsLast in new[] { false, true })
                {
                    Check(inputs, outputs, kernel, kernel, 7, 1, 1, 1, channelsLast);
                    Check(inputs, outputs, kernel, 1, 6, 2, 1, 1, channelsLast);
                }
            }
        }
    }

    [Theory]
    [InlineData(48, 16, 3, 2, 1)]
    [InlineData(16, 48, 7, 3, 1)]
    [InlineData(96, 208, 3, 1, 1)]
    [InlineData(112, 224, 3, 1, 1)]
    [InlineData(24, 20, 3, 1, 2)]
    [InlineData(24, 20, 3, 2, 1)]
    [InlineData(17, 33, 3, 2, 2)]
    [InlineData(20, 12, 1, 3, 1)]
    [InlineData(256, 1024, 1, 2, 1)] // whose gradient ends the process in oneDNN 3.7.1
    public void Is_right_with_strides_and_dilation(int inputs, int outputs, long kernel, long stride, long dilation)
    {
        Check(inputs, outputs, kernel, kernel, 9, stride, dilation, 1, channelsLast: false);
        Check(inputs, outputs, kernel, kernel, 9, stride, dilation, 1, channelsLast: true);
    }

    [Theory]
    [InlineData(256, 1024)] // which with channels last ends the process in oneDNN 3.7.1
    [InlineData(1024, 256)]
    [InlineData(512, 2048)]
    public void Is_right_with_kernels_of_one_and_many_channels(int inputs, int outputs)
    {
        Check(inputs, outputs, 1, 1, 5, 1, 1, 1, channelsLast: true);
        Check(inputs, outputs, 1, 1, 5, 2, 1, 1, channelsLast: true);
        Check(inputs, outputs, 1, 1, 5, 1, 1, 1, channelsLast: false);
    }

    [Theory]
    [InlineData(4, 8, 4)]
    [InlineData(12, 12, 2)]
    [InlineData(24, 24, 24)]
    [InlineData(40, 60, 2)]
    [InlineData(48, 48, 2)]
    public void Is_right_with_groups(int inputs, int outputs, int groups)
    {
        Check(inputs, outputs, 3, 3, 7, 1, 1, groups, channelsLast: false);
        Check(inputs, outputs, 3, 3, 7, 2, 1, groups, channelsLast: true);
    }

    [Theory]
    [InlineData(24, 20)]
    [InlineData(20, 24)]
    [InlineData(1, 6)]
    public void Is_right_for_images_of_one_place(int inputs, int outputs)
    {
        Check(inputs, outputs, 3, 3, 1, 1, 1, 1, channelsLast: false);
        Check(inputs, outputs, 3, 3, 1, 1, 1, 1, channelsLast: true);
    }

    private static void Check(
        int inputs, int outputs, long height, long width, long side, long stride, long dilation, int groups, bool channelsLast)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = Wave(3, inputs, side, side);
        Tensor weight = Wave(outputs, inputs / groups, height, width);
        Tensor bias = Wave(outputs);
        Tensor[] expected = Run(x, weight, bias, stride, dilation, groups, channelsLast: false, (a, b, c, s, p, d, g) => functional.conv2d(a, b, c, s, p, d, g));
        ScalarType type = ScalarType.Float32;
        Tensor[] actual = Run(x.to(type), weight.to(type), bias.to(type), stride, dilation, groups, channelsLast, Convolution2d.Apply);
        foreach ((Tensor wanted, Tensor given, string what) in expected.Zip(actual, ["output", "input gradient", "weight gradient", "bias gradient"]))
        {
            double error = ((given.to(ScalarType.Float64) - wanted).abs().max() / wanted.abs().max().clamp_min(1)).item<double>();
            Assert.True(error < 2e-5, $"{inputs} → {outputs}, {height}×{width}, channels last {channelsLast}: {what} is {error:g2} away.");
        }
    }

    private static Tensor[] Run(
        Tensor x, Tensor weight, Tensor bias, long stride, long dilation, int groups, bool channelsLast,
        Func<Tensor, Tensor, Tensor, long[], long[], long[], long, Tensor> convolve)
    {
        x = (channelsLast ? x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : x.clone()).requires_grad_();
        weight = weight.clone().requires_grad_();
        bias = bias.clone().requires_grad_();
        long[] padding = [dilation * (weight.size(2) / 2), dilation * (weight.size(3) / 2)];
        Tensor output = convolve(x, weight, bias, [stride, stride], padding, [dilation, dilation], groups);
        output.backward([Wave(output.shape).to(output.dtype)]);
        return [output.detach(), x.grad!, weight.grad!, bias.grad!];
    }

    private static Tensor Wave(params long[] shape) =>
        (arange(shape.Aggregate(1L, (product, size) => product * size), dtype: ScalarType.Float64) * 12.9898).add(0.5).sin().reshape(shape);
}
