namespace Descent.Data.Text;

/// <summary>Windows of bytes from a part of a file.</summary>
/// <param name="file">The text.</param>
/// <param name="start">The first byte of the part.</param>
/// <param name="end">Where the part ends.</param>
/// <param name="context">Tokens from one window to the next.</param>
internal sealed class ByteReader(MappedFile file, long start, long end, int context) : TokenReader
{
    // Read in pieces on the stack, so that reading allocates nothing.
    private const int Piece = 1024;

    public override long Count => Math.Max(0, end - start - 1) / context;

    public override void Read(long window, Span<long> tokens)
    {
        Span<byte> bytes = stackalloc byte[Piece];
        for (int done = 0; done < tokens.Length; done += Piece)
        {
            Span<byte> piece = bytes[..Math.Min(Piece, tokens.Length - done)];
            file.Read(start + (window * context) + done, piece);
            for (int i = 0; i < piece.Length; i++)
            {
                tokens[done + i] = piece[i];
            }
        }
    }
}
