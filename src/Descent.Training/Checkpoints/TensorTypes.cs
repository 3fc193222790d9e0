using TorchSharp;

namespace Descent.Training.Checkpoints;

/// <summary>What is known of each <see cref="TensorType"/>.</summary>
internal static class TensorTypes
{
    /// <summary>Bytes in an element: 1, 2, 4 or 8.</summary>
    public static int Bytes(TensorType type) => type switch
    {
        TensorType.F64 or TensorType.I64 => 8,
        TensorType.F32 or TensorType.I32 => 4,
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => 2,
        _ => 1,
    };

    /// <summary>Bytes in an array of that shape.</summary>
    /// <exception cref="OverflowException">They are 2^63 or more.</exception>
    public static long Bytes(TensorType type, IEnumerable<long> shape) =>
        shape.Aggregate((long)Bytes(type), (product, size) => checked(product * size));

    /// <summary>The type with that name, or null.</summary>
    public static TensorType? Find(string name)
    {
        // Not Enum.TryParse, which takes numbers and lists for names.
        int index = Array.IndexOf(Enum.GetNames<TensorType>(), name);
        return index < 0 ? null : Enum.GetValues<TensorType>()[index];
    }

    /// <summary>The type of a tensor's elements.</summary>
    /// <exception cref="NotSupportedException">The format has no such type: complex and quantized numbers.</exception>
    public static TensorType Of(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 => TensorType.F64,
        torch.ScalarType.Float32 => TensorType.F32,
        torch.ScalarType.Float16 => TensorType.F16,
        torch.ScalarType.BFloat16 => TensorType.BF16,
        torch.ScalarType.Int64 => TensorType.I64,
        torch.ScalarType.Int32 => TensorType.I32,
        torch.ScalarType.Int16 => TensorType.I16,
        torch.ScalarType.Int8 => TensorType.I8,
        torch.ScalarType.Byte => TensorType.U8,
        torch.ScalarType.Bool => TensorType.BOOL,
        _ => throw new NotSupportedException($"A tensor of type {type} cannot be saved; convert it to a real type first."),
    };
}
