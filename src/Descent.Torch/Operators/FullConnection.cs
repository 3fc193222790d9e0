using Descent.Torch.Autocasting;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Torch.Operators;

/// <summary>x·weightᵀ + bias, by our own matrix product where that is faster than libtorch's.</summary>
public static class FullConnection
{
    /// <summary>Whether the fast path can take these tensors; <see cref="Plain"/> takes all that libtorch takes.</summary>
    /// <param name="input">[…, inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null.</param>
    public static bool Fits(Tensor input, Tensor weight, Tensor? bias) =>
        MatrixProduct.IsFast && bias is not null && !AutocastScope.IsActive
        && input.dim() is > 0 and <= FullConnectionNode.MostDimensions && weight.dim() == 2 && bias.dim() == 1
        && IsPlainFloat(input) && IsPlainFloat(weight) && IsPlainFloat(bias) && input.numel() is > 0 and < int.MaxValue
        && input.size(-1) == weight.size(1) && bias.size(0) == weight.size(0) && weight.size(0) > 0;

    /// <summary>The product, […, outputs].</summary>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias) => Fits(input, weight, bias)
        ? FullConnectionNode.Forward(input, weight, bias!)
        : Plain(input, weight, bias);

    /// <summary>The same by libtorch's operator.</summary>
    public static Tensor Plain(Tensor input, Tensor weight, Tensor? bias) => functional.linear(input, weight, bias);

    private static bool IsPlainFloat(Tensor tensor) =>
        tensor.dtype == ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous();
}
