using Descent.Torch.Autocasting;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>libtorch's convolution of images, kept away from the shapes that it gets wrong on some processors.</summary>
/// <remarks>
/// On an AMD EPYC with AVX-512, libtorch 2.10's oneDNN gives garbage in float32 where channels do not fill its blocks of 16 (outputs for the input
/// channels, input gradients for the output channels), and with strides also where there are three blocks. Right are: powers of two from 16 on,
/// with color images as inputs; contiguous images with 1×1 kernels, with multiples of 16 and stride 1, and with groups. Channels of zeros up to
/// the next such number change no value and cost about what the blocks would.
/// The gradient of a 1×1 kernel with strides and 1,024 outputs ends the process there: such a kernel gets the pixels that it meets, and no strides.
/// So does, with channels last, any 1×1 kernel of 1,024 inputs or outputs: it is a matrix product, which in bfloat16 is also faster.
/// </remarks>
public static class Convolution2d
{
    // Up to as many channels have a way of their own in oneDNN, forward and for the weights.
    private const int Color = 4;

    /// <summary>The convolution, [B, C, H, W] → [B, outputs, H', W'].</summary>
    /// <param name="input">Images, contiguous or channels-last.</param>
    /// <param name="weight">[outputs, C / groups, height, width].</param>
    /// <param name="bias">[outputs], or null.</param>
    /// <param name="strides">By height and width.</param>
    /// <param name="padding">Zeros on either side, by height and width.</param>
    /// <param name="dilations">By height and width.</param>
    /// <param name="groups">Groups of channels.</param>
    public static Tensor Apply(
        Tensor input, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        if (input.device_type != DeviceType.CPU)
        {
            return functional.conv2d(input, weight, bias, strides, padding, dilations, groups);
        }

        bool isStrided = strides.Any(stride => stride > 1);
        bool isPointwise = weight.size(2) * weight.size(3) == 1 && padding.All(zeros => zeros == 0);
        if (isPointwise && isStrided)
        {
            using Tensor met = PixelStride.Apply(input, strides[0], strides[1]);
            return Apply(met, weight, bias, [1, 1], padding, dilations, groups);
        }

        (long inputs, long outputs) = (input.size(1), weight.size(0));
        if (groups == 1 && isPointwise && ChannelsLast.Is(input) && (AutocastScope.IsActive || Math.Max(inputs, outputs) >= OneDnn.ChannelsThatEnd))
        {
            return Product(input, weight, bias);
        }

        bool isStem = inputs <= Color && !input.requires_grad;
        if (groups == 1 && (input.dtype == ScalarType.Float64 || ((isStem || OneDnn.IsWhole(inputs)) && OneDnn.IsWhole(outputs))))
        {
            return DeepConvolution.Fits(input, weight, bias, strides, padding, dilations, groups)
                ? DeepConvolution.Apply(input, weight, strides, padding)
                : functional.conv2d(input, weight, bias, strides, padding, dilations, groups);
        }

        using Tensor rows = input.contiguous();
        if (groups > 1 || (!isStrided && weight.size(2) * weight.size(3) == 1))
        {
            return functional.conv2d(rows, weight, bias, strides, padding, dilations, groups);
        }

        long moreInputs = isStem ? 0 : Whole(inputs, isStrided) - inputs;
        long moreOutputs = Whole(outputs, isStrided) - outputs;
        using Tensor wideInput = functional.pad(rows, [0, 0, 0, 0, 0, moreInputs]);
        using Tensor wideWeight = functional.pad(weight, [0, 0, 0, 0, 0, moreInputs, 0, moreOutputs]);
        using Tensor? wideBias = bias is null ? null : functional.pad(bias, [0, moreOutputs]);
        using Tensor wide = functional.conv2d(wideInput, wideWeight, wideBias, strides, padding, dilations, groups);
        using Tensor wanted = wide.narrow(1, 0, outputs);
        return wanted.contiguous();
    }

    // With channels last a kernel of 1×1 is a full connection of every pixel.
    private static Tensor Product(Tensor input, Tensor weight, Tensor? bias)
    {
        using Tensor pixels = input.permute(0, 2, 3, 1); // [B, H, W, C]
        using Tensor matrix = weight.flatten(1); // [outputs, C]
        using Tensor products = FullConnection.Apply(pixels, matrix, bias);
        return products.permute(0, 3, 1, 2);
    }

    // The next number of channels that is right.
    private static long Whole(long channels, bool isStrided) => isStrided
        ? Math.Max(OneDnn.Block, (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)channels))
        : (channels + OneDnn.Block - 1) / OneDnn.Block * OneDnn.Block;
}
