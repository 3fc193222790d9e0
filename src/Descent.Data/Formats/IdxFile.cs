using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>
/// One array of unsigned bytes in IDX, the format of MNIST (LeCun, Cortes, Burges 1998): two zero bytes, the element type, the number
/// of dimensions, each dimension as a big-endian 32-bit number, then the elements.
/// </summary>
/// <param name="Path">Where it was read from.</param>
/// <param name="Shape">The dimensions, 1 to 4 of them; the first counts the examples.</param>
/// <param name="Values">The elements, row by row.</param>
public sealed record IdxFile(string Path, IReadOnlyList<int> Shape, ReadOnlyMemory<byte> Values)
{
    private const int UnsignedByte = 0x08;
    private const int MaxSide = 65_536;

    // Deflate cannot do better than 258 bytes for 2 bits.
    private const long MaxRatio = 1032;
    private static readonly string[] TypeNames = ["unsigned byte", "signed byte", "", "16-bit integer", "32-bit integer", "32-bit float", "64-bit float"];

    /// <summary>Reads a file, gzipped or not: its first bytes tell, not its name. Memory is taken only for what the file can hold.</summary>
    /// <exception cref="RunConfigurationException">The file cannot be read, is not IDX, is truncated or has more than it declares.</exception>
    public static IdxFile Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            bool isGzip = IsGzip(file);
            long most = isGzip ? Math.Min(long.MaxValue / MaxRatio, file.Length) * MaxRatio : file.Length;
            using Stream content = isGzip ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(path, content, most);
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(path, e);
        }
    }

    /// <summary>The array in the bytes of a file that is not gzipped; they are kept, not copied.</summary>
    internal static IdxFile Read(string path, byte[] content)
    {
        using MemoryStream stream = new(content, writable: false);
        int[] shape = ReadShape(path, stream);
        long length = Length(path, shape);
        ReadOnlyMemory<byte> values = content.AsMemory((int)stream.Position);
        if (values.Length < length)
        {
            throw Truncated(path, length, $"{Text(values.Length)} bytes of elements");
        }

        return values.Length == length ? new IdxFile(path, shape, values) : throw TooLong(path, length);
    }

    private static bool IsGzip(FileStream file)
    {
        Span<byte> magic = stackalloc byte[2];
        bool isGzip = file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic is [0x1F, 0x8B];
        file.Position = 0;
        return isGzip;
    }

    private static IdxFile Read(string path, Stream content, long most)
    {
        try
        {
            int[] shape = ReadShape(path, content);
            long length = Length(path, shape);
            if (length > most)
            {
                throw Truncated(path, length, $"a file too small for it (at most {Text(most)} bytes)");
            }

            byte[] values = new byte[length];
            int read = content.ReadAtLeast(values, values.Length, throwOnEndOfStream: false);
            if (read < values.Length)
            {
                throw Truncated(path, length, $"{Text(read)} bytes of elements");
            }

            return content.ReadByte() < 0 ? new IdxFile(path, shape, values) : throw TooLong(path, length);
        }
        catch (InvalidDataException e)
        {
            throw FileMistake.Of($"'{path}' is not a valid gzip file.", e.Message, "an IDX file, gzipped or not", "Download it again: it is damaged or incomplete.");
        }
    }

    private static int[] ReadShape(string path, Stream content)
    {
        Span<byte> header = stackalloc byte[4 + (4 * 4)];
        int read = content.ReadAtLeast(header[..4], 4, throwOnEndOfStream: false);
        if (read < 4 || header[0] != 0 || header[1] != 0)
        {
            throw FileMistake.Of(
                $"'{path}' is not an IDX file.", read == 0 ? "an empty file" : $"first bytes {Convert.ToHexString(header[..read])}",
                "00 00, then type 08 and 1 to 4 dimensions", "Check that this is the file you meant.");
        }

        if (header[2] != UnsignedByte)
        {
            int type = header[2] - UnsignedByte;
            string name = type >= 0 && type < TypeNames.Length && TypeNames[type].Length > 0 ? TypeNames[type] : "unknown";
            throw FileMistake.Of(
                $"'{path}' has elements of a type that is not read.", $"type {header[2]:X2} ({name})", "type 08 (unsigned byte)",
                "Convert the elements to unsigned bytes, or use csv:PATH for other numbers.");
        }

        int dimensions = header[3];
        if (dimensions is < 1 or > 4)
        {
            throw FileMistake.Of($"'{path}' has an array of a shape that is not read.", $"{dimensions} dimensions", "1 to 4 dimensions", "Check that this is the file you meant.");
        }

        Span<byte> sizes = header.Slice(4, 4 * dimensions);
        read = content.ReadAtLeast(sizes, sizes.Length, throwOnEndOfStream: false);
        if (read < sizes.Length)
        {
            throw Truncated(path, 0, $"{read} of {sizes.Length} bytes of its dimensions");
        }

        int[] shape = new int[dimensions];
        for (int i = 0; i < dimensions; i++)
        {
            uint size = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            uint largest = i == 0 ? int.MaxValue : (uint)MaxSide;
            shape[i] = size >= 1 && size <= largest ? (int)size : throw FileMistake.Of(
                $"'{path}' has a dimension out of range.", $"{Text(size)} for dimension {i + 1} of {dimensions}",
                $"1 to {Text(largest)}", "Take the original file: this one is empty or damaged.");
        }

        return shape;
    }

    private static long Length(string path, int[] shape)
    {
        long length = 1;
        foreach (int size in shape)
        {
            // Both factors are below 2^31, so this cannot overflow before it is refused.
            length *= size;
            if (length > Array.MaxLength)
            {
                throw FileMistake.Of(
                    $"'{path}' declares more than fits in memory.", $"shape [{string.Join(", ", shape)}]",
                    $"{Text(Array.MaxLength)} elements in all", "Split it into smaller files, or use folder:PATH, which reads images one by one.");
            }
        }

        return length;
    }

    private static RunConfigurationException Truncated(string path, long length, string received) => FileMistake.Of(
        $"'{path}' is truncated.", received,
        length == 0 ? "a whole header" : $"{Text(length)} bytes of elements, as its header says", "Download it again: it is incomplete.");

    private static RunConfigurationException TooLong(string path, long length) => FileMistake.Of(
        $"'{path}' goes on after its last element.", "further bytes",
        $"{Text(length)} bytes of elements, as its header says", "Take the original file: this one was changed or joined with another.");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
