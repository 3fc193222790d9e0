using System.Text;

namespace Descent.Data.Text;

/// <summary>Windows of characters from a file that is known to be UTF-8.</summary>
/// <param name="file">The text.</param>
/// <param name="vocabulary">Its characters.</param>
/// <param name="starts">The byte at which each window begins.</param>
internal sealed class CharacterReader(MappedFile file, CharacterVocabulary vocabulary, ReadOnlyMemory<long> starts) : TokenReader
{
    // A character has 4 bytes at most.
    private const int Piece = 1024;
    private const int LongestCharacter = 4;

    public override long Count => starts.Length;

    public override void Read(long window, Span<long> tokens)
    {
        Span<byte> bytes = stackalloc byte[Piece];
        long place = starts.Span[(int)window];
        for (int done = 0; done < tokens.Length;)
        {
            Span<byte> piece = bytes[..(int)Math.Min(Piece, file.Length - place)];
            bool isLast = place + piece.Length == file.Length;
            file.Read(place, piece);
            while (done < tokens.Length && (piece.Length >= LongestCharacter || (isLast && piece.Length > 0)))
            {
                Rune.DecodeFromUtf8(piece, out Rune character, out int length);
                tokens[done++] = vocabulary[character];
                piece = piece[length..];
                place += length;
            }
        }
    }
}
