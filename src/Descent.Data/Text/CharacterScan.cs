using System.Buffers;
using System.Text;

namespace Descent.Data.Text;

/// <summary>One pass over a UTF-8 text that finds its characters and where windows of them begin.</summary>
internal sealed class CharacterScan
{
    private const int Piece = 1 << 16;
    private const int LongestCharacter = 4;

    private readonly bool[] _seen = new bool[0x110000];
    private readonly List<long>[] _starts = [[], []];

    /// <param name="file">The text.</param>
    /// <param name="split">The byte where the second part begins, at a character.</param>
    /// <param name="context">Characters from one window to the next.</param>
    /// <exception cref="InvalidDataException">The file is not UTF-8; the message has the byte.</exception>
    public CharacterScan(MappedFile file, long split, int context)
    {
        byte[] bytes = new byte[Piece];
        long[] characters = new long[2];
        for (long place = 0; place < file.Length;)
        {
            Span<byte> piece = bytes.AsSpan(0, (int)Math.Min(Piece, file.Length - place));
            bool isLast = place + piece.Length == file.Length;
            file.Read(place, piece);
            while (piece.Length >= LongestCharacter || (isLast && piece.Length > 0))
            {
                if (Rune.DecodeFromUtf8(piece, out Rune character, out int length) != OperationStatus.Done)
                {
                    throw new InvalidDataException($"no character begins at byte {place}");
                }

                int part = place < split ? 0 : 1;
                if (characters[part]++ % context == 0)
                {
                    _starts[part].Add(place);
                }

                _seen[character.Value] = true;
                piece = piece[length..];
                place += length;
            }
        }

        // A window has one character more than the way to the next one.
        foreach (int part in (int[])[0, 1])
        {
            int windows = (int)(Math.Max(0, characters[part] - 1) / context);
            _starts[part].RemoveRange(windows, _starts[part].Count - windows);
        }
    }

    /// <summary>Every character that the text has.</summary>
    public IEnumerable<Rune> Characters => Enumerable.Range(0, _seen.Length).Where(value => _seen[value]).Select(value => new Rune(value));

    /// <summary>The bytes at which the windows of the first (0) or second (1) part begin.</summary>
    public long[] Starts(int part) => [.. _starts[part]];
}
