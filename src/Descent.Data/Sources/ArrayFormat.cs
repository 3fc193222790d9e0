using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Descent.Data.Sources;

/// <summary>The element type and shape of one input or one label; images are [channels, height, width].</summary>
/// <param name="Type">The type of one element.</param>
/// <param name="Shape">The shape without the batch dimension; empty for a single number.</param>
public sealed record ArrayFormat(ElementType Type, params long[] Shape)
{
    /// <summary>One class number.</summary>
    public static ArrayFormat ClassNumber { get; } = new(ElementType.Int64);

    /// <summary>Whether the elements are whole numbers that name something, such as tokens: they are never normalized.</summary>
    [JsonIgnore]
    public bool IsTokens => Type == ElementType.Int64;

    /// <summary>The element type of such arrays as tensors of a batch: int64 for what names something, else float32.</summary>
    [JsonIgnore]
    public ScalarType TensorType => IsTokens ? ScalarType.Int64 : ScalarType.Float32;

    /// <summary>Elements in one array.</summary>
    [JsonIgnore]
    public int Elements { get; } = checked((int)Shape.Aggregate(1L, (product, size) => checked(product * size)));

    /// <summary>Bytes in one array.</summary>
    [JsonIgnore]
    public int Bytes => checked(Elements * ElementBytes);

    /// <summary>Bytes in one element: 1, 4 or 8.</summary>
    [JsonIgnore]
    public int ElementBytes => Type switch
    {
        ElementType.UInt8 => 1,
        ElementType.Float32 => 4,
        _ => 8,
    };

    /// <inheritdoc />
    public bool Equals(ArrayFormat? other) => other is not null && Type == other.Type && Shape.AsSpan().SequenceEqual(other.Shape);

    /// <inheritdoc />
    public override int GetHashCode() => Shape.Aggregate((int)Type, HashCode.Combine);

    /// <inheritdoc />
    public override string ToString() => $"{Type} [{string.Join(", ", Shape)}]";
}
