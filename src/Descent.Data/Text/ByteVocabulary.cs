using System.Text;

namespace Descent.Data.Text;

/// <summary>The 256 bytes: every text can be written with them, whatever its language.</summary>
public sealed class ByteVocabulary : Vocabulary
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];

    private ByteVocabulary()
    {
    }

    /// <summary>The only one.</summary>
    public static ByteVocabulary Instance { get; } = new();

    /// <summary>Printable ASCII as it is; other bytes as "\n", "\t", "\r" or "\x" and two hexadecimal digits.</summary>
    public override IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, 256).Select(b => b switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        >= ' ' and <= '~' => ((char)b).ToString(),
        _ => $"\\x{b:X2}",
    })];

    /// <inheritdoc />
    public override bool TryEncode(string text, out long[] tokens, out string unknown)
    {
        tokens = [.. Encoding.UTF8.GetBytes(text)];
        unknown = "";
        return true;
    }

    /// <inheritdoc />
    public override ReadOnlySpan<byte> Utf8(int token) => Bytes.AsSpan(token, 1);
}
