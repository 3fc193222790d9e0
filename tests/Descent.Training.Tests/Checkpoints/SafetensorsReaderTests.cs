using System.Buffers.Binary;
using System.Text;
using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

public sealed class SafetensorsReaderTests
{
    private const string Tensor = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Fact]
    public void Reads_a_file_written_by_hand_in_the_order_of_its_bytes()
    {
        string header = """
            {"__metadata__":{"by":"hand"},
             "b":{"data_offsets":[3,11],"shape":[1,2],"dtype":"I32"},
             "none":{"dtype":"F64","shape":[3,0],"data_offsets":[3,3]},
             "a":{"dtype":"BOOL","shape":[3],"data_offsets":[0,3]},
             "one":{"dtype":"BF16","shape":[],"data_offsets":[11,13]}}  
            """;

        IReadOnlyList<NamedArray> arrays = Arrays.Read(File(header, [1, 0, 1, 5, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x80, 0x3F]));

        Assert.Equal(["a", "none", "b", "one"], arrays.Select(array => array.Name));
        Assert.Equal("I32 [1, 2]", arrays[2].ToString());
        Assert.Equal([5, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF], arrays[2].Data.ToArray());
        Assert.Equal("BF16 []", arrays[3].ToString());
        Assert.Equal(0, arrays[1].Data.Length);
    }

    [Theory]
    [InlineData("", 0, "does not begin with '{'")]
    [InlineData(" {}", 0, "does not begin with '{'")]
    [InlineData("[]", 0, "does not begin with '{'")]
    [InlineData("{", 0, "is no JSON")]
    [InlineData("{}x", 0, "is no JSON")]
    [InlineData("{}", 1, "has 1 bytes of data where its header tells of 0")]
    [InlineData("""{"a":1}""", 0, "'a' has a Number where a StartObject belongs")]
    [InlineData("""{"\ud800":1}""", 0, "is no JSON")]
    [InlineData("""{"a":{}}""", 0, "'a' lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "'a' lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""", 8, "'a' has a list")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "a field too many: 'dtype'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":[]}}""", 8, "a field too many: 'x'")]
    [InlineData("""{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}""", 8, "the type 'F8'; known are F64, F32")]
    [InlineData("""{"a":{"dtype":"1","shape":[2],"data_offsets":[0,8]}}""", 8, "the type '1'")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "'a' has a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "'a' has a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", 8, "'a' has a list")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", 8, "2^63 bytes or more")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "which is another size")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "begins at byte 8 where 0 is next")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[1,9]}}""", 9, "leave a hole")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}""", 3, "overlap")]
    [InlineData("""{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}""", 4, "the name 'a' twice")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "'__metadata__' has a Number")]
    [InlineData("""{"__metadata__":{"a":"1","a":"2"}}""", 0, "a key twice")]
    [InlineData(Tensor, 7, "has 7 bytes of data where its header tells of 8")]
    [InlineData(Tensor, 9, "has 9 bytes of data where its header tells of 8")]
    public void Says_which_rule_a_file_breaks(string header, int dataLength, string what)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Arrays.Read(File(header, new byte[dataLength])));

        Assert.Equal("file", error.Path);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_more_dimensions_than_libtorch_has()
    {
        string header = $$$"""{"a":{"dtype":"U8","shape":[{{{string.Join(',', Enumerable.Repeat(1, 65))}}}],"data_offsets":[0,1]}}""";

        Assert.Throws<CheckpointException>(() => Arrays.Read(File(header, [1])));
    }

    [Theory]
    [InlineData(100_000_001)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public void Refuses_a_long_header_before_it_allocates(long headerLength)
    {
        byte[] file = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(file, headerLength);
        long before = GC.GetAllocatedBytesForCurrentThread();

        CheckpointException error = Assert.Throws<CheckpointException>(() => Arrays.Read(file));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Contains("the format allows 100000000", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_header_longer_than_its_file()
    {
        byte[] file = File(Tensor, []);

        Assert.Contains("the file has 40", Assert.Throws<CheckpointException>(() => Arrays.Read(file[..40])).Message, StringComparison.Ordinal);
        Assert.Contains("has 7 bytes", Assert.Throws<CheckpointException>(() => Arrays.Read(file[..7])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_when_a_file_is_cut_while_it_is_read()
    {
        byte[] file = File(Tensor, new byte[8]);
        using MemoryStream stream = new(file[..^1]);

        CheckpointException error = Assert.Throws<CheckpointException>(() => SafetensorsReader.Read(stream, file.Length, "file"));

        Assert.Contains("ends before its", error.Message, StringComparison.Ordinal);
    }

    internal static byte[] File(string header, byte[] data)
    {
        byte[] text = Encoding.UTF8.GetBytes(header);
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. data];
    }
}
