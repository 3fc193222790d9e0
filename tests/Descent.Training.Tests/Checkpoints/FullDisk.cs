using Descent.Training.Checkpoints;

namespace Descent.Training.Tests.Checkpoints;

/// <summary>A disk whose writes or deletions can be made to fail.</summary>
internal sealed class FullDisk : IDisk
{
    /// <summary>What a write throws after half of its first piece; null for none.</summary>
    public Exception? Failure { get; set; }

    /// <summary>Which files it throws that for.</summary>
    public Func<string, bool> IsFailing { get; init; } = _ => true;

    /// <summary>What a deletion throws; null for none.</summary>
    public Exception? DeleteFailure { get; set; }

    /// <summary>A device that takes every write; null for the file.</summary>
    public string? Device { get; init; }

    /// <summary>Writes wait for this.</summary>
    public ManualResetEventSlim Gate { get; } = new(true);

    public void CreateFolder(string path) => Disk.Real.CreateFolder(path);

    public void WriteFile(string path, Action<Stream> write)
    {
        Gate.Wait();
        if (Device is not null)
        {
            using FileStream device = new(Device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
            write(device);
        }

        Disk.Real.WriteFile(path, stream =>
        {
            if (Failure is not null && IsFailing(path))
            {
                stream.Write("half"u8);
                throw Failure;
            }

            write(stream);
        });
    }

    public void SyncFolder(string path) => Disk.Real.SyncFolder(path);

    public void RenameFolder(string from, string to) => Disk.Real.RenameFolder(from, to);

    public void DeleteFolder(string path)
    {
        if (DeleteFailure is not null)
        {
            throw DeleteFailure;
        }

        Disk.Real.DeleteFolder(path);
    }
}
