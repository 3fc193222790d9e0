namespace Descent.Training.Checkpoints;

/// <summary>Files whose SHA-256 is kept elsewhere, taken while they are written and while they are read.</summary>
internal static class VerifiedFile
{
    /// <summary>Writes a new file and returns its digest, 64 lower-case digits.</summary>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static string Write(IDisk disk, string path, Action<Stream> write)
    {
        string digest = "";
        disk.WriteFile(path, stream =>
        {
            using HashingStream hashing = new(stream);
            write(hashing);
            digest = hashing.Digest();
        });
        return digest;
    }

    /// <summary>Reads a file by a function of its stream, length and path that reads to the end, and compares the digest.</summary>
    /// <exception cref="CheckpointException">The file is damaged or cannot be read.</exception>
    public static T Read<T>(string path, string digest, Func<Stream, long, string, T> read)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            using HashingStream stream = new(file);
            T content = read(stream, file.Length, path);
            return stream.Digest() == digest
                ? content
                : throw new CheckpointException(path, $"it is damaged: its SHA-256 is {stream.Digest()}, not {digest}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"it cannot be read: {e.Message}", e);
        }
    }
}
