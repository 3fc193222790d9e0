using Descent.Runs.Storage;

namespace Descent.Training.Checkpoints;

/// <summary>The disk itself.</summary>
internal sealed class Disk : IDisk
{
    /// <summary>There is one.</summary>
    public static Disk Real { get; } = new();

    public void CreateFolder(string path) => Directory.CreateDirectory(path);

    public void WriteFile(string path, Action<Stream> write)
    {
        // Unbuffered: nearly all of it comes in large pieces.
        using FileStream stream = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        write(stream);
        stream.Flush(flushToDisk: true);
    }

    public void SyncFolder(string path) => FolderSync.Sync(path);

    public void RenameFolder(string from, string to) => Directory.Move(from, to);

    public void DeleteFolder(string path) => Directory.Delete(path, recursive: true);
}
