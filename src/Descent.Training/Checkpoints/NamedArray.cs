namespace Descent.Training.Checkpoints;

/// <summary>One tensor of a checkpoint: its name, type, shape and bytes (little-endian, row-major).</summary>
public sealed class NamedArray
{
    /// <param name="name">Its name, for example "conv1.weight".</param>
    /// <param name="type">The type of an element.</param>
    /// <param name="shape">Its shape; empty for a single number.</param>
    /// <param name="data">As many bytes as type and shape need.</param>
    /// <exception cref="ArgumentException">There are more or fewer bytes.</exception>
    public NamedArray(string name, TensorType type, IReadOnlyList<long> shape, ReadOnlyMemory<byte> data)
    {
        long bytes = TensorTypes.Bytes(type, shape);
        if (bytes != data.Length)
        {
            throw new ArgumentException($"{name}, {type} [{string.Join(", ", shape)}], has {bytes} bytes, not {data.Length}.", nameof(data));
        }

        (Name, Type, Shape, Data) = (name, type, shape, data);
    }

    /// <summary>Its name, unique in its file.</summary>
    public string Name { get; }

    /// <summary>The type of an element.</summary>
    public TensorType Type { get; }

    /// <summary>Its shape; empty for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Its elements.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Which part of a whole tensor it is; null for all of one.</summary>
    internal ArraySlice? Slice { get; init; }

    /// <inheritdoc />
    public override string ToString() => Describe(Type, Shape);

    internal static string Describe(TensorType type, IEnumerable<long> shape) => $"{type} [{string.Join(", ", shape)}]";
}
