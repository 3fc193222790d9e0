using System.Buffers.Binary;

namespace Descent.Training.Checkpoints;

/// <summary>Reads the safetensors format; nothing is allocated that the file does not have bytes for.</summary>
internal static class SafetensorsReader
{
    /// <summary>Every tensor, in the order of the bytes.</summary>
    /// <param name="stream">The file from its first byte; it is read to the end.</param>
    /// <param name="length">The file's length.</param>
    /// <param name="path">The file's name for messages.</param>
    /// <exception cref="CheckpointException">The file breaks a rule of the format or ends early.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static IReadOnlyList<NamedArray> Read(Stream stream, long length, string path)
    {
        try
        {
            return Read(stream, length);
        }
        catch (FormatException e)
        {
            throw new CheckpointException(path, e.Message, e);
        }
        catch (EndOfStreamException e)
        {
            throw new CheckpointException(path, $"it ends before its {length} bytes.", e);
        }
    }

    private static List<NamedArray> Read(Stream stream, long length)
    {
        Span<byte> prefix = stackalloc byte[sizeof(ulong)];
        if (length < prefix.Length)
        {
            throw new FormatException($"it has {length} bytes and cannot hold the length of its header.");
        }

        stream.ReadExactly(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (headerLength > SafetensorsHeader.MaxBytes)
        {
            throw new FormatException($"its header claims {headerLength} bytes; the format allows {SafetensorsHeader.MaxBytes}.");
        }

        long dataLength = length - prefix.Length - (long)headerLength;
        if (dataLength < 0)
        {
            throw new FormatException($"its header claims {headerLength} bytes and the file has {length}.");
        }

        byte[] header = new byte[headerLength];
        stream.ReadExactly(header);
        List<NamedArray> arrays = [];
        foreach (SafetensorsEntry entry in SafetensorsHeader.Parse(header, dataLength))
        {
            long bytes = entry.End - entry.Begin;
            if (bytes > Array.MaxLength)
            {
                throw new FormatException($"'{entry.Name}' has {bytes} bytes; this program reads tensors of up to {Array.MaxLength}.");
            }

            byte[] data = GC.AllocateUninitializedArray<byte>((int)bytes);
            stream.ReadExactly(data);
            arrays.Add(new NamedArray(entry.Name, entry.Type, entry.Shape, data)
            {
                Slice = entry.Slice,
            });
        }

        return arrays;
    }
}
