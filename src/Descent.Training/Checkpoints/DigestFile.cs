using System.Text;

namespace Descent.Training.Checkpoints;

/// <summary>SHA256SUMS: a line <c>digest  name</c> for each file of a checkpoint, as <c>sha256sum -c</c> reads it.</summary>
internal static class DigestFile
{
    public const string Name = "SHA256SUMS";
    private const int DigestLength = 64;
    private const int MaxBytes = 1024 * 1024; // Two files of each shard, and few more.

    public static byte[] Format(IReadOnlyDictionary<string, string> digests) =>
        Encoding.ASCII.GetBytes(string.Concat(digests.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => $"{file.Value}  {file.Key}\n")));

    /// <summary>The digests by file name.</summary>
    /// <exception cref="CheckpointException">The file is missing or not exactly what <see cref="Format"/> writes.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public static IReadOnlyDictionary<string, string> Read(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path))
        {
            throw new CheckpointException(path, "it is missing, so nothing in its folder can be verified.");
        }

        byte[] bytes = new FileInfo(path).Length <= MaxBytes ? File.ReadAllBytes(path) : [];
        Dictionary<string, string> digests = [];
        foreach (string line in Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > DigestLength + 2)
            {
                digests[line[(DigestLength + 2)..]] = line[..DigestLength];
            }
        }

        // Written again it must be the same bytes: then every character has been understood.
        return digests.Count > 0 && bytes.AsSpan().SequenceEqual(Format(digests))
            ? digests
            : throw new CheckpointException(path, "it is damaged: not a list of digests.");
    }
}
