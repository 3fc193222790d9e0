using System.Formats.Tar;
using System.Text;
using Descent.Data.Datasets.Acquisition;
using Descent.Data.Tests.Formats;

namespace Descent.Data.Tests.Datasets.Acquisition;

public sealed class TarArchiveTests
{
    [Fact]
    public void Reads_files_and_passes_over_folders()
    {
        IReadOnlyDictionary<string, byte[]> files = Read(Pack(Folder("a/"), File("./a/x", "one"), File("y", "")));

        Assert.Equal(["a/x", "y"], files.Keys.Order());
        Assert.Equal("one", Encoding.UTF8.GetString(files["a/x"]));
        Assert.Empty(files["y"]);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../x")]
    [InlineData("a/../../x")]
    [InlineData("a\\..\\x")]
    [InlineData("C:x")]
    public void Refuses_paths_that_lead_out(string name) =>
        Assert.Contains("leads out", Refused(Pack(File(name, "x"))), StringComparison.Ordinal);

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.CharacterDevice)]
    public void Refuses_links_and_devices(TarEntryType type)
    {
        PaxTarEntry entry = new(type, "x");
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "y";
        }

        Assert.Contains(type.ToString(), Refused(Pack(entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_too_many_entries_too_many_bytes_and_a_name_twice()
    {
        Assert.Contains("entries", Refused(Pack([.. Enumerable.Range(0, 11).Select(i => File($"{i}", ""))])), StringComparison.Ordinal);
        Assert.Contains("1000 bytes", Refused(Pack(File("a", new string('x', 600)), File("b", new string('x', 600)))), StringComparison.Ordinal);
        Assert.Contains("twice", Refused(Pack(File("a", "1"), File("./a", "2"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_what_is_truncated_or_no_archive()
    {
        byte[] archive = Pack(File("a", new string('x', 900)));

        Refused(archive[..(archive.Length / 2)]);
        Refused([1, 2, 3]);
    }

    internal static PaxTarEntry File(string name, string content) => File(name, Encoding.UTF8.GetBytes(content));

    internal static PaxTarEntry File(string name, byte[] content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };

    internal static byte[] Pack(params IReadOnlyList<TarEntry> entries)
    {
        using MemoryStream archive = new();
        using (TarWriter writer = new(archive, leaveOpen: true))
        {
            foreach (TarEntry entry in entries)
            {
                writer.WriteEntry(entry);
            }
        }

        return IdxBytes.Gzip(archive.ToArray());
    }

    private static PaxTarEntry Folder(string name) => new(TarEntryType.Directory, name);

    private static IReadOnlyDictionary<string, byte[]> Read(byte[] archive) => TarArchive.Read(archive, maxFiles: 10, maxBytes: 1000);

    private static string Refused(byte[] archive) => Assert.Throws<InvalidDataException>(() => Read(archive)).Message;
}
