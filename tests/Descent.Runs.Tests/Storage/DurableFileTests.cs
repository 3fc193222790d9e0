using System.Text;
using Descent.Runs.Storage;

namespace Descent.Runs.Tests.Storage;

public sealed class DurableFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writes_a_file_and_replaces_it()
    {
        string path = _folder["a.txt"];

        DurableFile.Write(path, stream => stream.Write("one"u8));
        DurableFile.Write(path, stream => stream.Write("2"u8));

        Assert.Equal("2", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Leaves_the_old_file_alone_and_nothing_behind_when_writing_fails()
    {
        string path = _folder["a.txt"];
        File.WriteAllText(path, "old");

        Assert.Throws<IOException>(() => DurableFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Does_not_replace_a_file_when_told_so()
    {
        string path = _folder["a.txt"];
        DurableFile.Write(path, stream => stream.Write("first"u8), replace: false);

        Assert.Throws<IOException>(() => DurableFile.Write(path, stream => stream.Write("second"u8), replace: false));

        Assert.Equal("first", File.ReadAllText(path, Encoding.UTF8));
        Assert.Equal([path], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Of_many_that_may_not_replace_one_writes()
    {
        for (int round = 0; round < 100; round++)
        {
            string path = _folder[$"{round}.txt"];
            int wrote = 0;
            Parallel.For(0, 8, _ =>
            {
                try
                {
                    DurableFile.Write(path, stream => stream.WriteByte(1), replace: false);
                    Interlocked.Increment(ref wrote);
                }
                catch (IOException)
                {
                    // The others are refused.
                }
            });

            Assert.Equal(1, wrote);
        }
    }

    [Fact]
    public void Says_that_the_folder_is_missing() =>
        Assert.Throws<DirectoryNotFoundException>(() => DurableFile.Write(_folder["none/a.txt"], _ => { }));

    public void Dispose() => _folder.Dispose();
}
