using Descent.Runs.Storage;

namespace Descent.Runs.Tests.Storage;

public sealed class FolderSyncTests
{
    [Fact]
    public void Syncs_a_folder_and_names_a_missing_one()
    {
        using TemporaryFolder folder = new();
        FolderSync.Sync(folder.Path);

        if (!OperatingSystem.IsWindows())
        {
            IOException error = Assert.Throws<IOException>(() => FolderSync.Sync(folder["none"]));
            Assert.Contains(folder["none"], error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Leaves_no_descriptor_open()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using TemporaryFolder folder = new();

        FolderSync.Sync(folder.Path);

        Assert.DoesNotContain(Directory.EnumerateFiles("/proc/self/fd").Select(Target), target => target == folder.Path);
    }

    // A descriptor of another thread may be closed between listing and looking.
    private static string? Target(string link)
    {
        try
        {
            return new FileInfo(link).LinkTarget;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
