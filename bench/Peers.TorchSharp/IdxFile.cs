namespace Peers.TorchSharp;

/// <summary>Reads an unpacked IDX file of bytes.</summary>
internal static class IdxFile
{
    /// <summary>The bytes after the header of 4 + 4 × dimensions bytes.</summary>
    public static byte[] Read(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        return file[(4 + (4 * file[3]))..];
    }
}
