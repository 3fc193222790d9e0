using System.IO.MemoryMappedFiles;

namespace Descent.Data.Text;

/// <summary>A file's bytes as memory that the system pages in when they are read. Safe to read from several threads at once.</summary>
/// <remarks>A source keeps it for as long as anything reads from the source; the finalizers of its handles let go of it.</remarks>
internal sealed class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="path">A file of 1 byte or more.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public MappedFile(string path)
    {
        Length = new FileInfo(path).Length;
        _file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
    }

    /// <summary>Bytes in the file.</summary>
    public long Length { get; }

    /// <summary>Copies the bytes from a place on.</summary>
    public void Read(long start, Span<byte> bytes) => _view.SafeMemoryMappedViewHandle.ReadSpan((ulong)start, bytes);

    /// <inheritdoc />
    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
