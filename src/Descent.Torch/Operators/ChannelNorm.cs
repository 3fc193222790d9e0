using System.Runtime.Intrinsics;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>
/// Batch normalization in training, with an addend and a ReLU after it if wanted, over channels-last images: as many passes over memory as the
/// arithmetic needs, where libtorch's operators take nearly twice as many. Statistics are summed in float32 by blocks and in float64 over them, so no
/// number of threads changes the bits.
/// </summary>
public static class ChannelNorm
{
    /// <summary>Whether the fast path can take these tensors; <see cref="Plain"/> takes all that libtorch takes.</summary>
    /// <param name="input">[B, C, H, W].</param>
    /// <param name="addend">The same shape and type, or null.</param>
    /// <param name="weight">[C].</param>
    public static bool Fits(Tensor input, Tensor? addend, Tensor weight) =>
        Vector512.IsHardwareAccelerated && weight.dtype == ScalarType.Float32 && IsWhole(input)
        && (addend is null || (IsWhole(addend) && addend.dtype == input.dtype && addend.size(0) == input.size(0) && addend.size(1) == input.size(1)
            && addend.size(2) == input.size(2) && addend.size(3) == input.size(3)));

    /// <summary>(x − mean) / √(variance + epsilon) · weight + bias + addend, or 0 where that is less and a ReLU is wanted; moves the running statistics.</summary>
    /// <param name="input">What fits.</param>
    /// <param name="addend">What is added before the ReLU, or null.</param>
    /// <param name="state">Weight, bias and running statistics, [C] each.</param>
    /// <param name="momentum">The share of this batch in the running statistics.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="relu">Whether a ReLU follows.</param>
    public static Tensor Apply(Tensor input, Tensor? addend, in ChannelNormState state, double momentum, double epsilon, bool relu) =>
        input.dtype == ScalarType.BFloat16
            ? ChannelNormNode<BFloat16Element>.Forward(input, addend, state, momentum, epsilon, relu)
            : ChannelNormNode<Float32Element>.Forward(input, addend, state, momentum, epsilon, relu);

    /// <summary>The same by libtorch's operators, in training or with the running statistics.</summary>
    public static Tensor Plain(Tensor input, Tensor? addend, in ChannelNormState state, bool training, double momentum, double epsilon, bool relu) =>
        End(functional.batch_norm(input, state.RunningMean, state.RunningVariance, state.Weight, state.Bias, training, momentum, epsilon), addend, relu);

    /// <summary>The addend and the ReLU.</summary>
    /// <param name="values">Disposed of where they are not what is returned.</param>
    /// <param name="addend">What is added, or null.</param>
    /// <param name="relu">Whether a ReLU follows.</param>
    public static Tensor End(Tensor values, Tensor? addend, bool relu)
    {
        Tensor sum = values;
        if (addend is not null)
        {
            using (values)
            {
                sum = values.Plus(addend);
            }
        }

        if (!relu)
        {
            return sum;
        }

        using (sum)
        {
            return functional.relu(sum);
        }
    }

    private static bool IsWhole(Tensor images) =>
        images.dim() == 4 && images.dtype is ScalarType.Float32 or ScalarType.BFloat16 && images.device_type == DeviceType.CPU
        && images.size(1) % Vector512<float>.Count == 0 && images.numel() > 0 && ChannelsLast.Is(images);
}
