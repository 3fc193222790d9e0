using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Descent.Data.Datasets.Acquisition;

/// <summary>One published file of a named data set.</summary>
/// <param name="Name">Its name, without .gz when <paramref name="MayBeGzipped"/>.</param>
/// <param name="Length">Bytes of its content.</param>
/// <param name="Sha256">The SHA-256 of its content, in lower-case hex.</param>
/// <param name="MayBeGzipped">Whether it also lies about as Name.gz. Length and hash are of what is inside: repackers change gzip's header.</param>
internal sealed record DataFile(string Name, int Length, string Sha256, bool MayBeGzipped)
{
    /// <summary>The name under which it is published.</summary>
    public string PublishedName => MayBeGzipped ? Name + ".gz" : Name;

    /// <summary>The names that it may have; the one without gzip first, which is faster to read.</summary>
    public IReadOnlyList<string> Names => MayBeGzipped ? [Name, PublishedName] : [Name];

    /// <summary>More bytes than this are never the file; gzip adds at most a little to what it cannot compress.</summary>
    public int MaxStored => Length + 4096;

    /// <summary>The content of a file as it was found.</summary>
    /// <exception cref="PlaceException">It is not the published file.</exception>
    public byte[] Verify(byte[] stored)
    {
        byte[] content = MayBeGzipped && stored is [0x1F, 0x8B, ..] ? Unpack(stored) : stored;
        if (content.Length != Length)
        {
            throw new PlaceException(string.Create(CultureInfo.InvariantCulture, $"{Name} has {content.Length} bytes where {Length} were published"));
        }

        string actual = Convert.ToHexStringLower(SHA256.HashData(content));
        return actual == Sha256 ? content : throw new PlaceException($"{Name} is not the published file: its SHA-256 is {actual}, not {Sha256}");
    }

    private byte[] Unpack(byte[] stored)
    {
        try
        {
            byte[] content = new byte[Length + 1];
            using GZipStream stream = new(new MemoryStream(stored, writable: false), CompressionMode.Decompress);
            int read = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return content[..read];
        }
        catch (InvalidDataException e)
        {
            throw new PlaceException($"{Name}.gz is damaged: {e.Message}", e);
        }
    }
}
