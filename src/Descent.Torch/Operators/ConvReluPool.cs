using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>
/// Convolution, ReLU and 2×2 max pooling as one operator for small images on a processor with 512-bit vectors. What lies between the three is
/// never stored, and only the winners of the windows are worked on in the backward pass.
/// </summary>
public static class ConvReluPool
{
    // Beyond it libtorch's convolutions are as good.
    private const int LargestKernel = 7;
    private const int MostChannels = 32;
    private const int LargestSide = 64;

    /// <summary>Whether the fast path can take these tensors; <see cref="Plain"/> takes all that libtorch takes.</summary>
    /// <param name="input">[B, C, H, W].</param>
    /// <param name="weight">[O, C, K, K].</param>
    /// <param name="bias">[O].</param>
    /// <param name="padding">Rows and columns of zeros on each side.</param>
    public static bool Fits(Tensor input, Tensor weight, Tensor bias, int padding)
    {
        if (!Vector512.IsHardwareAccelerated || input.dim() != 4 || weight.dim() != 4 || bias.dim() != 1 || !IsPlainFloat(input) || !IsPlainFloat(weight) || !IsPlainFloat(bias))
        {
            return false;
        }

        long channels = input.size(1), kernel = weight.size(2);
        long height = input.size(2) + (2 * padding) - kernel + 1, width = input.size(3) + (2 * padding) - kernel + 1;
        return input.size(0) > 0 && channels is > 0 and <= MostChannels && channels == weight.size(1) && kernel == weight.size(3)
            && kernel is > 0 and <= LargestKernel && bias.size(0) == weight.size(0) && input.size(2) <= LargestSide && input.size(3) <= LargestSide
            && padding >= 0 && height > 0 && height % 2 == 0 && width > 0 && width % 2 == 0;
    }

    /// <summary>max_pool2d(relu(conv2d(input, weight, bias, padding)), 2), [B, O, H', W'].</summary>
    /// <exception cref="ArgumentException">The tensors do not fit.</exception>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor bias, int padding) => Fits(input, weight, bias, padding)
        ? ConvReluPoolNode.Forward(input, weight, bias, padding)
        : throw new ArgumentException("Contiguous float32 tensors of small images are needed, whose convolution has even sides.", nameof(input));

    /// <summary>The same by libtorch's operators.</summary>
    public static Tensor Plain(Tensor input, Tensor weight, Tensor bias, int padding)
    {
        using Tensor convolved = Convolution2d.Apply(input, weight, bias, [1, 1], [padding, padding], [1, 1], groups: 1);
        using Tensor positive = functional.relu(convolved);
        return functional.max_pool2d(positive, 2);
    }

    private static bool IsPlainFloat(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous();
}
