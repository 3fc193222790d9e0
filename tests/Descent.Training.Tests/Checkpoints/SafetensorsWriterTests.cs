using System.Buffers.Binary;
using System.Text;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void Writes_the_published_format()
    {
        byte[] file = Arrays.Write(Arrays.Floats("bias", 1, -2));

        string header = """{"__metadata__":{"format":"pt"},"bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
        int length = (header.Length + 7) / 8 * 8;
        Assert.Equal(length, BinaryPrimitives.ReadInt64LittleEndian(file));
        Assert.Equal(header.PadRight(length), Encoding.UTF8.GetString(file, 8, length));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], file[(8 + length)..]);
    }

    [Fact]
    public void Aligns_every_tensor_to_its_elements()
    {
        NamedArray[] arrays = [.. Enum.GetValues<TensorType>().Reverse().Select(type => Arrays.Of($"{type}", type, [3]))];
        byte[] file = Arrays.Write(arrays);

        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(file) % 8);
        Arrays.AssertSame(arrays, Arrays.Read(file));
        long offset = 0;
        foreach (NamedArray array in Arrays.Read(file))
        {
            Assert.Equal(0, offset % TensorTypes.Bytes(array.Type));
            offset += array.Data.Length;
        }
    }

    [Fact]
    public void Refuses_a_name_twice_and_the_name_of_the_metadata()
    {
        Assert.Throws<ArgumentException>(() => Arrays.Write(Arrays.Floats("a", 1), Arrays.Floats("a", 2)));
        Assert.Throws<ArgumentException>(() => Arrays.Write(Arrays.Floats("__metadata__", 1)));
    }

    [Fact]
    public void An_array_has_as_many_bytes_as_its_shape() =>
        Assert.Contains("a, I16 [2, 3], has 12 bytes, not 11", Assert.Throws<ArgumentException>(
            () => new NamedArray("a", TensorType.I16, [2, 3], new byte[11])).Message, StringComparison.Ordinal);
}
