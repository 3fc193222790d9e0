namespace Descent.Runs.Storage;

/// <summary>A file that is either there as a whole or not at all, whenever the process or the machine stops.</summary>
public static class DurableFile
{
    private static int _count;

    /// <summary>
    /// Writes under a temporary name in the same folder, then fsync, rename, fsync of the folder. When <paramref name="write"/> or
    /// the disk fails, the file that was there before is untouched and nothing new is left.
    /// </summary>
    /// <param name="path">The file; its folder exists.</param>
    /// <param name="write">Writes the whole content.</param>
    /// <param name="replace">Whether a file of that name may be replaced; if not, its presence is an <see cref="IOException"/>.</param>
    /// <exception cref="IOException">The disk is full, failed, or the file is there and may not be replaced.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public static void Write(string path, Action<Stream> write, bool replace = true)
    {
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? throw new ArgumentException($"'{path}' is not a file.", nameof(path));
        // Moving a file looks and then renames, in two steps. Those who may not replace take turns by sharing one temporary name.
        string turn = replace ? $".{Environment.ProcessId}-{Interlocked.Increment(ref _count)}" : "";
        string temporary = Path.Combine(folder, $".{Path.GetFileName(target)}{turn}.tmp");
        FileStream stream = new(temporary, replace ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.None);
        try
        {
            using (stream)
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: replace);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        FolderSync.Sync(folder);
    }
}
