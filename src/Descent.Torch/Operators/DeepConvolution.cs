using Descent.Torch.Autocasting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>
/// A convolution in bfloat16 over channels-last images of few pixels, as they are deep in a network. Its weights' gradient is one matrix product over
/// the pixels: oneDNN sums it image by image into copies of the weights, which here took two to three times as long.
/// </summary>
internal static class DeepConvolution
{
    // Per unit of stride; with more pixels oneDNN's sums are as fast.
    private const long MostPixels = 1024;

    /// <summary>Whether the fast path is for these tensors.</summary>
    public static bool Fits(Tensor input, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups) =>
        AutocastScope.IsActive && is_grad_enabled() && weight.requires_grad && weight.dtype == ScalarType.Float32
        && input.device_type == DeviceType.CPU && input.dtype is ScalarType.BFloat16 or ScalarType.Float32
        && bias is null && groups == 1 && weight.size(2) * weight.size(3) > 1 && dilations is [1, 1] && strides[0] == strides[1]
        && ChannelsLast.Is(input)
        && Pixels(input, weight, strides, padding) is (Height: > 0, Width: > 0) pixels
        && input.size(0) * pixels.Height * pixels.Width <= MostPixels * strides[0] * strides[0];

    /// <summary>The convolution, [B, C, H, W] → [B, outputs, H', W'], channels-last and in bfloat16.</summary>
    public static Tensor Apply(Tensor input, Tensor weight, long[] strides, long[] padding) =>
        DeepConvolutionNode.Forward(input, weight, strides, padding);

    /// <summary>The same by libtorch's operators.</summary>
    public static Tensor Plain(Tensor input, Tensor weight, long[] strides, long[] padding) => functional.conv2d(
        input.to(ScalarType.BFloat16), weight.to(ScalarType.BFloat16), null, strides, padding, [1, 1], 1);

    // Height and width of the output.
    private static (long Height, long Width) Pixels(Tensor input, Tensor weight, long[] strides, long[] padding) => (
        ((input.size(2) + (2 * padding[0]) - weight.size(2)) / strides[0]) + 1,
        ((input.size(3) + (2 * padding[1]) - weight.size(3)) / strides[1]) + 1);
}
