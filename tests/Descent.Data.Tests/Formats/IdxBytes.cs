using System.Buffers.Binary;
using System.IO.Compression;

namespace Descent.Data.Tests.Formats;

/// <summary>Contents of small IDX files.</summary>
internal static class IdxBytes
{
    /// <summary>A file of a shape whose elements count up from 0.</summary>
    public static byte[] Of(params int[] shape) => With(shape, [.. Enumerable.Range(0, shape.Aggregate(1, (a, b) => a * b)).Select(i => (byte)i)]);

    public static byte[] With(int[] shape, byte[] values)
    {
        byte[] header = new byte[4 + (4 * shape.Length)];
        header[2] = 8;
        header[3] = (byte)shape.Length;
        for (int i = 0; i < shape.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + (4 * i)), shape[i]);
        }

        return [.. header, .. values];
    }

    public static byte[] Gzip(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
