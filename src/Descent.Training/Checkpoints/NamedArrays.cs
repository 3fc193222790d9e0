using System.Runtime.InteropServices;

namespace Descent.Training.Checkpoints;

/// <summary>The tensors of one file by name.</summary>
public sealed class NamedArrays
{
    private readonly string _path;
    private readonly Dictionary<string, NamedArray> _arrays;

    /// <param name="path">Where they were read, for messages.</param>
    /// <param name="arrays">The tensors; their names differ.</param>
    public NamedArrays(string path, IReadOnlyList<NamedArray> arrays)
    {
        _path = path;
        _arrays = arrays.ToDictionary(array => array.Name, StringComparer.Ordinal);
    }

    /// <summary>Makes sure that these tensors are there and no others.</summary>
    /// <exception cref="CheckpointException">One is missing, not expected, or of another type or shape; every difference is named, the first ten in full.</exception>
    public void RequireExactly(IReadOnlyList<(string Name, TensorType Type, long[] Shape)> expected)
    {
        List<string> differences = [];
        HashSet<string> left = [.. _arrays.Keys];
        foreach ((string name, TensorType type, long[] shape) in expected)
        {
            left.Remove(name);
            if (!_arrays.TryGetValue(name, out NamedArray? array))
            {
                differences.Add($"{name} is missing");
            }
            else if (array.Type != type || !array.Shape.SequenceEqual(shape))
            {
                differences.Add($"{name} is {array}, not {NamedArray.Describe(type, shape)}");
            }
        }

        differences.AddRange(left.Order(StringComparer.Ordinal).Select(name => $"{name} is not expected"));
        if (differences.Count > 0)
        {
            string more = differences.Count > 10 ? $"; and {differences.Count - 10} more" : "";
            throw new CheckpointException(_path, $"it does not fit this network and optimizer: {string.Join("; ", differences.Take(10))}{more}.");
        }
    }

    /// <summary>Copies a float32 tensor.</summary>
    /// <exception cref="CheckpointException">It is missing or of another type or size.</exception>
    public void CopyTo(string name, Span<float> target) => CopyTo(name, TensorType.F32, MemoryMarshal.AsBytes(target));

    /// <summary>Copies a tensor's bytes.</summary>
    /// <exception cref="CheckpointException">It is missing or of another type or size.</exception>
    public void CopyTo(string name, TensorType type, Span<byte> target)
    {
        if (!_arrays.TryGetValue(name, out NamedArray? array) || array.Type != type || array.Data.Length != target.Length)
        {
            string found = array is null ? "is missing" : $"is {array}";
            throw new CheckpointException(_path, $"{name} {found}, where {target.Length} bytes of {type} are needed.");
        }

        array.Data.Span.CopyTo(target);
    }
}
