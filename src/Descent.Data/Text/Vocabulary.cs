namespace Descent.Data.Text;

/// <summary>The tokens that a text is made of. Its names are the class names of a data set and of a model trained on it.</summary>
public abstract class Vocabulary
{
    /// <summary>The tokens by number, as people read them.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>The vocabulary with these names; null when they are no text's.</summary>
    public static Vocabulary? Of(IReadOnlyList<string> names) =>
        names.SequenceEqual(ByteVocabulary.Instance.Names) ? ByteVocabulary.Instance : CharacterVocabulary.TryCreate(names);

    /// <summary>The tokens of a text; false when it has a character that is no token.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="tokens">The tokens up to that character.</param>
    /// <param name="unknown">That character; empty when there is none.</param>
    public abstract bool TryEncode(string text, out long[] tokens, out string unknown);

    /// <summary>The UTF-8 bytes of a token: a whole character's, or one byte of some character.</summary>
    public abstract ReadOnlySpan<byte> Utf8(int token);
}
