using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Descent.Data.Text;

namespace Descent.Data.Formats;

/// <summary>
/// One UTF-8 text to learn to write, mapped into memory: the first nine tenths are for training, the end for the test. FILE, or CONTEXT:FILE
/// for windows of so many tokens (128).
/// </summary>
public static class TextFile
{
    private const int DefaultContext = 128;
    private const int LongestContext = 65_536;
    private const int Piece = 1 << 20;

    /// <summary>The text as bytes: 256 tokens, whatever the language.</summary>
    /// <exception cref="Descent.Runs.RunConfigurationException">The file cannot be read or is too short.</exception>
    public static Dataset LoadBytes(string place) => Load("text", place, (file, split, context) => (
        ByteVocabulary.Instance, new ByteReader(file, 0, split, context), new ByteReader(file, split, file.Length, context)));

    /// <summary>The text as characters: a token for each one that it has.</summary>
    /// <exception cref="Descent.Runs.RunConfigurationException">The file cannot be read, is too short or no UTF-8.</exception>
    public static Dataset LoadCharacters(string place) => Load("chars", place, (file, split, context) =>
    {
        CharacterScan scan = new(file, split, context);
        CharacterVocabulary vocabulary = new(scan.Characters);
        return (vocabulary, new CharacterReader(file, vocabulary, scan.Starts(0)), new CharacterReader(file, vocabulary, scan.Starts(1)));
    });

    /// <summary>The file that a place names.</summary>
    internal static string PathOf(string place) => Parse(place).Path;

    private static Dataset Load(string kind, string place, Func<MappedFile, long, int, (Vocabulary Vocabulary, TokenReader Train, TokenReader Test)> read)
    {
        (long context, string path) = Parse(place);
        if (context is < 1 or > LongestContext)
        {
            throw FileMistake.Of(
                $"The context of '{kind}:{place}' is out of range.", $"{context}", $"1 to {LongestContext} tokens", $"Write {kind}:{DefaultContext}:{path}, for example.");
        }

        MappedFile file = Open(path);
        try
        {
            (Vocabulary vocabulary, TokenReader train, TokenReader test) = read(file, Split(file), (int)context);
            if (train.Count == 0 || test.Count == 0)
            {
                throw FileMistake.Of(
                    $"'{path}' is too short for windows of {context} tokens.", $"{file.Length} bytes", $"about {10 * (context + 1)} tokens or more",
                    $"Give a longer text or a shorter context, {kind}:CONTEXT:{path}.");
            }

            string fingerprint = $"{kind} context {context} of {Hash(file)}";
            return new Dataset(
                $"{kind}:{place}", new TextSource(train, vocabulary, (int)context, Digest($"train {fingerprint}")),
                new TextSource(test, vocabulary, (int)context, Digest($"test {fingerprint}")));
        }
        catch (InvalidDataException e)
        {
            file.Dispose();
            throw FileMistake.Of($"'{path}' is not UTF-8.", e.Message, "text in UTF-8", $"Convert it, or take its bytes as they are: text:{place}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (long Context, string Path) Parse(string place)
    {
        int colon = place.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && long.TryParse(place.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out long context)
            ? (context, place[(colon + 1)..])
            : (DefaultContext, place);
    }

    private static MappedFile Open(string path)
    {
        try
        {
            return new FileInfo(path).Length > 0 ? new MappedFile(path)
                : throw FileMistake.Of($"'{path}' is empty.", "0 bytes", "a text", "Check the path.");
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(path, e);
        }
    }

    // Where the test begins: after nine tenths, at the beginning of a character.
    private static long Split(MappedFile file)
    {
        Span<byte> bytes = stackalloc byte[1];
        for (long split = file.Length * 9 / 10; split < file.Length; split++)
        {
            file.Read(split, bytes);
            if ((bytes[0] & 0xC0) != 0x80)
            {
                return split;
            }
        }

        return file.Length;
    }

    private static string Hash(MappedFile file)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] piece = new byte[Piece];
        for (long place = 0; place < file.Length; place += Piece)
        {
            int length = (int)Math.Min(Piece, file.Length - place);
            file.Read(place, piece.AsSpan(0, length));
            hash.AppendData(piece, 0, length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
