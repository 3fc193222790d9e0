using Descent.Data.Formats;
using Descent.Runs;

namespace Descent.Data.Tests.Formats;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_shape_and_elements_whatever_the_file_is_called(bool isGzip)
    {
        byte[] content = IdxBytes.Of(2, 3, 4);

        IdxFile file = IdxFile.Read(_folder.Write("images.bin", isGzip ? IdxBytes.Gzip(content) : content));

        Assert.Equal([2, 3, 4], file.Shape);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)i), file.Values.ToArray());
    }

    [Fact]
    public void Every_truncation_is_found()
    {
        byte[] content = IdxBytes.Of(3, 2, 2);
        for (int length = 0; length < content.Length; length++)
        {
            Refused(content[..length]);
        }
    }

    [Fact]
    public void Says_how_many_bytes_are_missing()
    {
        Mistake mistake = Refused(IdxBytes.Gzip(IdxBytes.Of(3, 2, 2)[..^5]));

        Assert.Equal($"'{_folder["x"]}' is truncated.", mistake.What);
        Assert.Equal("7 bytes of elements", mistake.Received);
        Assert.Equal("12 bytes of elements, as its header says", mistake.Allowed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Refuses_bytes_after_the_last_element(bool isGzip)
    {
        byte[] content = [.. IdxBytes.Of(2, 2), 0];

        Assert.Contains("goes on", Refused(isGzip ? IdxBytes.Gzip(content) : content).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x0D, "type 0D (32-bit float)")]
    [InlineData(0x0A, "type 0A (unknown)")]
    [InlineData(0x00, "type 00 (unknown)")]
    public void Refuses_other_element_types_by_name(byte type, string received)
    {
        byte[] content = IdxBytes.Of(2, 2);
        content[2] = type;

        Mistake mistake = Refused(content);

        Assert.Equal(received, mistake.Received);
        Assert.Equal("type 08 (unsigned byte)", mistake.Allowed);
    }

    [Fact]
    public void Refuses_another_magic_and_an_empty_file()
    {
        Assert.Equal("first bytes 89504E47", Refused([0x89, 0x50, 0x4E, 0x47, 0x0D]).Received);
        Assert.Equal("an empty file", Refused([]).Received);
        Assert.Contains("dimensions", Refused([0, 0, 8, 5, .. new byte[20]]).Received, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_no_examples_and_sides_out_of_range()
    {
        Assert.Equal("0 for dimension 1 of 1", Refused(IdxBytes.With([0], [])).Received);
        Assert.Equal("1 to 65536", Refused(IdxBytes.With([1, 65_537], [])).Allowed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Takes_no_memory_for_what_a_header_promises(bool isGzip)
    {
        byte[] content = IdxBytes.With([60_000, 128, 128], new byte[1000]);
        string path = _folder.Write("x", isGzip ? IdxBytes.Gzip(content) : content);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<RunConfigurationException>(() => IdxFile.Read(path));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    [Fact]
    public void Bytes_in_memory_are_kept_and_checked_the_same()
    {
        byte[] content = IdxBytes.Of(2, 3);
        IdxFile file = IdxFile.Read("x", content);
        content[8 + 4] = 99;

        Assert.Equal([2, 3], file.Shape);
        Assert.Equal([99, 1, 2, 3, 4, 5], file.Values.ToArray());
        Assert.Contains("truncated", Assert.Throws<RunConfigurationException>(() => IdxFile.Read("x", content[..^1])).Message, StringComparison.Ordinal);
        Assert.Contains("goes on", Assert.Throws<RunConfigurationException>(() => IdxFile.Read("x", [.. content, 0])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Says_that_a_file_is_missing() =>
        Assert.Contains("cannot be read", Assert.Throws<RunConfigurationException>(() => IdxFile.Read(_folder["none"])).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Dispose();

    private Mistake Refused(byte[] content)
    {
        string path = _folder.Write("x", content);
        return Assert.Single(Assert.Throws<RunConfigurationException>(() => IdxFile.Read(path)).Mistakes);
    }
}
