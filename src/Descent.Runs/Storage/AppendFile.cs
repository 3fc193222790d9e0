using Microsoft.Win32.SafeHandles;

namespace Descent.Runs.Storage;

/// <summary>A file that only grows, through one reusable buffer.</summary>
/// <remarks>
/// Bytes go to a known offset, so a flush that failed halfway on a full disk can be repeated without doubling anything.
/// For one thread.
/// </remarks>
internal sealed class AppendFile : IDisposable
{
    private const int Capacity = 64 * 1024;
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer = new byte[Capacity];
    private long _flushed;
    private int _count;

    private AppendFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        _flushed = length;
    }

    public string Path { get; }

    /// <summary>Bytes in the file once everything is flushed.</summary>
    public long Length => _flushed + _count;

    /// <summary>A file that is not there yet; an <see cref="IOException"/> if it is.</summary>
    public static AppendFile Create(string path)
    {
        AppendFile file = new(path, Open(path, FileMode.CreateNew), 0);
        file.SyncFolder();
        return file;
    }

    /// <summary>The file at <paramref name="path"/>, made if missing, cut to its first <paramref name="length"/> bytes.</summary>
    /// <exception cref="InvalidDataException">The file is missing or shorter than that, or no line ends there.</exception>
    public static AppendFile Continue(string path, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        bool isNew = !File.Exists(path);
        if (isNew && length > 0)
        {
            throw new InvalidDataException($"'{path}' is missing where {length} bytes were recorded.");
        }

        SafeFileHandle handle = Open(path, FileMode.OpenOrCreate);
        try
        {
            CheckLineEnd(handle, path, length);
            RandomAccess.SetLength(handle, length);
            AppendFile file = new(path, handle, length);
            if (isNew)
            {
                file.SyncFolder();
            }

            return file;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The file at <paramref name="path"/>, made if missing; a last line that was cut off is dropped.</summary>
    public static AppendFile ContinueAfterLastLine(string path) => Continue(path, File.Exists(path) ? LengthOfLines(path) : 0);

    /// <summary>At least <paramref name="size"/> free bytes of the buffer, to be taken by <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Capacity);
        if (Capacity - _count < size)
        {
            Flush();
        }

        return _buffer.AsSpan(_count);
    }

    public void Advance(int count) => _count += count;

    /// <summary>Hands the buffer to the operating system: other processes can read it.</summary>
    public void Flush()
    {
        RandomAccess.Write(_handle, _buffer.AsSpan(0, _count), _flushed);
        _flushed += _count;
        _count = 0;
    }

    /// <summary>Returns when the disk has every byte.</summary>
    public void Sync()
    {
        Flush();
        SyncFlushed();
    }

    /// <summary>Returns when the disk has every byte that was flushed; for any thread.</summary>
    public void SyncFlushed() => RandomAccess.FlushToDisk(_handle);

    public void Dispose()
    {
        if (_handle.IsClosed)
        {
            return;
        }

        try
        {
            Flush();
        }
        finally
        {
            _handle.Dispose();
        }
    }

    private static SafeFileHandle Open(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    private static void CheckLineEnd(SafeFileHandle handle, string path, long length)
    {
        long actual = RandomAccess.GetLength(handle);
        if (actual < length)
        {
            throw new InvalidDataException($"'{path}' has {actual} bytes where {length} were recorded: its end was lost.");
        }

        Span<byte> last = stackalloc byte[1];
        if (length > 0 && (RandomAccess.Read(handle, last, length - 1) != 1 || last[0] != '\n'))
        {
            throw new InvalidDataException($"'{path}' has no line that ends at byte {length}: it is not the file that was recorded.");
        }
    }

    private static long LengthOfLines(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path);
        byte[] part = new byte[Capacity];
        for (long end = RandomAccess.GetLength(handle); end > 0;)
        {
            long start = Math.Max(0, end - Capacity);
            int count = RandomAccess.Read(handle, part.AsSpan(0, (int)(end - start)), start);
            int last = part.AsSpan(0, count).LastIndexOf((byte)'\n');
            if (last >= 0)
            {
                return start + last + 1;
            }

            end = start;
        }

        return 0;
    }

    private void SyncFolder() => FolderSync.Sync(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!);
}
