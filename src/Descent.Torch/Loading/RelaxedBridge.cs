using System.Buffers.Binary;
using System.Text;

namespace Descent.Torch.Loading;

/// <summary>A copy of TorchSharp's bridge whose demand for GLIBCXX_3.4.32 is weak, so that an older libstdc++ satisfies it.</summary>
/// <remarks>
/// That version holds one marker symbol to which nothing in the bridge is relocated. The ELF version requirement (.gnu.version_r,
/// System V gABI and the LSB's symbol versioning) is marked VER_FLG_WEAK in a copy; the package cache is never written.
/// </remarks>
internal static class RelaxedBridge
{
    private const string Version = "GLIBCXX_3.4.32";
    private const uint VersionNeeded = 0x6ffffffe; // SHT_GNU_verneed
    private const ushort Weak = 2; // VER_FLG_WEAK

    /// <summary>Makes the copy in the user's cache, or finds it there unchanged, and returns its path.</summary>
    public static string Make(string original) => Make(original, Path.Combine(UserCache.Folder, "native"));

    internal static string Make(string original, string folder)
    {
        byte[] image = File.ReadAllBytes(original);
        Relax(image);
        string path = Path.Combine(folder, $"torchsharp-{PackageVersions.TorchSharp}", Path.GetFileName(original));
        if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(image))
        {
            return path;
        }

        // A process of its own may be loading the old copy: write beside it and rename over it.
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string temporary = $"{path}.{Environment.ProcessId}";
        File.WriteAllBytes(temporary, image);
        File.Move(temporary, path, overwrite: true);
        return path;
    }

    /// <summary>Marks the requirement weak in a 64-bit little-endian ELF image.</summary>
    /// <exception cref="BadImageFormatException">It is no such image or has no such requirement.</exception>
    internal static void Relax(Span<byte> image)
    {
        if (image.Length < 64 || !image[..6].SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new BadImageFormatException("TorchSharp's bridge is not a 64-bit little-endian ELF file.");
        }

        int sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[0x28..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3A..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(image[0x3C..]);
        for (int i = 0; i < count; i++)
        {
            Span<byte> section = image.Slice(sections + (i * size), size);
            if (BinaryPrimitives.ReadUInt32LittleEndian(section[4..]) == VersionNeeded)
            {
                int names = (int)BinaryPrimitives.ReadUInt32LittleEndian(section[0x28..]);
                int strings = (int)BinaryPrimitives.ReadUInt64LittleEndian(image[(sections + (names * size) + 0x18)..]);
                RelaxIn(image, (int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]), strings);
                return;
            }
        }

        throw new BadImageFormatException("TorchSharp's bridge has no table of needed versions.");
    }

    private static void RelaxIn(Span<byte> image, int file, int strings)
    {
        byte[] wanted = [.. Encoding.ASCII.GetBytes(Version), 0];
        while (true)
        {
            int entry = file + (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(file + 8)..]);
            for (int left = BinaryPrimitives.ReadUInt16LittleEndian(image[(file + 2)..]); left > 0; left--)
            {
                int name = strings + (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 8)..]);
                if (image.Slice(name, wanted.Length).SequenceEqual(wanted))
                {
                    Span<byte> flags = image.Slice(entry + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
                    return;
                }

                entry += (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(entry + 12)..]);
            }

            int next = (int)BinaryPrimitives.ReadUInt32LittleEndian(image[(file + 12)..]);
            if (next == 0)
            {
                throw new BadImageFormatException($"TorchSharp's bridge does not ask for {Version}, so something else keeps it from loading.");
            }

            file += next;
        }
    }
}
