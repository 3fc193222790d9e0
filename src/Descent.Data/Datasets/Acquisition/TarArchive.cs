using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;

namespace Descent.Data.Datasets.Acquisition;

/// <summary>The files of a .tar.gz archive, read into memory: nothing is written to disk.</summary>
/// <remarks>
/// Refused as a whole: links and devices, absolute paths, "..", a name twice, too many entries, too many bytes.
/// </remarks>
internal static class TarArchive
{
    /// <summary>The contents of all regular files by their paths inside the archive, with '/'.</summary>
    /// <param name="archive">The gzipped archive.</param>
    /// <param name="maxFiles">The most entries it may have.</param>
    /// <param name="maxBytes">The most bytes that all files together may have.</param>
    /// <exception cref="InvalidDataException">The archive is damaged or refused.</exception>
    public static IReadOnlyDictionary<string, byte[]> Read(byte[] archive, int maxFiles, long maxBytes)
    {
        Dictionary<string, byte[]> files = [];
        try
        {
            using MemoryStream packed = new(archive, writable: false);
            using GZipStream unpacked = new(packed, CompressionMode.Decompress);
            using TarReader reader = new(unpacked);
            long total = 0;
            int entries = 0;
            while (reader.GetNextEntry() is { } entry)
            {
                if (++entries > maxFiles)
                {
                    throw new InvalidDataException($"the archive has more than {maxFiles} entries");
                }

                RequireSafe(entry);
                if (entry.EntryType == TarEntryType.Directory)
                {
                    continue;
                }

                total += entry.Length;
                if (total > maxBytes)
                {
                    throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"the archive unpacks to more than {maxBytes} bytes"));
                }

                byte[] content = new byte[entry.Length];
                entry.DataStream?.ReadExactly(content);
                if (!files.TryAdd(Trim(entry.Name), content))
                {
                    throw new InvalidDataException($"the archive has '{entry.Name}' twice");
                }
            }
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException("the archive is truncated", e);
        }

        return files;
    }

    private static void RequireSafe(TarEntry entry)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory))
        {
            throw new InvalidDataException($"the archive has '{entry.Name}', which is no file but a {entry.EntryType}");
        }

        if (entry.Name.Length == 0 || entry.Name[0] is '/' or '\\' || entry.Name.Contains(':', StringComparison.Ordinal)
            || entry.Name.Split('/', '\\').Contains(".."))
        {
            throw new InvalidDataException($"the archive has '{entry.Name}', which leads out of its folder");
        }
    }

    private static string Trim(string name) => name.StartsWith("./", StringComparison.Ordinal) ? name[2..] : name;
}
