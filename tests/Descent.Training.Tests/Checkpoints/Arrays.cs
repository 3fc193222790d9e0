using System.Runtime.InteropServices;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>Small tensors for tests.</summary>
internal static class Arrays
{
    public static NamedArray Floats(string name, params float[] values) =>
        new(name, TensorType.F32, [values.Length], MemoryMarshal.AsBytes<float>(values).ToArray());

    public static NamedArray Of(string name, TensorType type, long[] shape)
    {
        byte[] data = new byte[TensorTypes.Bytes(type, shape)];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = (byte)(i + name.Length);
        }

        return new NamedArray(name, type, shape, data);
    }

    public static byte[] Write(params NamedArray[] arrays)
    {
        using MemoryStream stream = new();
        SafetensorsWriter.Write(stream, arrays);
        return stream.ToArray();
    }

    public static IReadOnlyList<NamedArray> Read(byte[] file)
    {
        using MemoryStream stream = new(file);
        return SafetensorsReader.Read(stream, file.Length, "file");
    }

    public static void AssertSame(IEnumerable<NamedArray> expected, IReadOnlyList<NamedArray> actual)
    {
        NamedArray[] sorted = [.. expected.OrderBy(array => array.Name, StringComparer.Ordinal)];
        NamedArray[] others = [.. actual.OrderBy(array => array.Name, StringComparer.Ordinal)];
        Assert.Equal(sorted.Select(array => array.Name), others.Select(array => array.Name));
        foreach ((NamedArray one, NamedArray other) in sorted.Zip(others))
        {
            Assert.Equal(one.Type, other.Type);
            Assert.Equal(one.Shape, other.Shape);
            Assert.True(one.Data.Span.SequenceEqual(other.Data.Span));
        }
    }
}
