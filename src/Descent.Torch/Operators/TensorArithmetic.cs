using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>
/// Sums and products whose numbers live until libtorch has read them. TorchSharp's own operators (a + b, a * 2) wrap
/// the number in a Scalar that nothing keeps: the garbage collector may free it while the native code reads it.
/// </summary>
public static class TensorArithmetic
{
    private static readonly Scalar One = 1;

    /// <summary>The sum of two tensors, shapes broadcast.</summary>
    public static Tensor Plus(this Tensor tensor, Tensor other) => tensor.add(other, One);

    /// <summary>A number added to every element.</summary>
    public static Tensor Plus(this Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.add(scalar, One);
    }

    /// <summary>Every element times a number.</summary>
    public static Tensor Times(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul(scalar);
    }

    /// <summary>Every element divided by a number.</summary>
    public static Tensor DividedBy(this Tensor tensor, double divisor)
    {
        using Scalar scalar = divisor;
        return tensor.div(scalar);
    }

    /// <summary>Every element times itself.</summary>
    public static Tensor Squared(this Tensor tensor) => tensor.mul(tensor);

    /// <summary>Adds a tensor in place, shapes broadcast; returns the tensor itself.</summary>
    public static Tensor Add(this Tensor tensor, Tensor other) => tensor.add_(other, One);

    /// <summary>Multiplies every element in place; returns the tensor itself.</summary>
    public static Tensor Multiply(this Tensor tensor, double factor)
    {
        using Scalar scalar = factor;
        return tensor.mul_(scalar);
    }

    /// <summary>Sets every element; returns the tensor itself.</summary>
    public static Tensor Fill(this Tensor tensor, double number)
    {
        using Scalar scalar = number;
        return tensor.fill_(scalar);
    }
}
