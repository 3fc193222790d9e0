namespace Descent.Data.Text;

/// <summary>A text as windows of tokens, one after the other; the first token of each is the last of the one before.</summary>
internal abstract class TokenReader
{
    /// <summary>How many windows there are.</summary>
    public abstract long Count { get; }

    /// <summary>Reads one window.</summary>
    public abstract void Read(long window, Span<long> tokens);
}
