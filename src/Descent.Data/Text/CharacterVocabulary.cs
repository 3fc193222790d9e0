using System.Text;

namespace Descent.Data.Text;

/// <summary>The characters (Unicode scalar values) that a text has, in the order of their numbers.</summary>
public sealed class CharacterVocabulary : Vocabulary
{
    private readonly Dictionary<Rune, long> _numbers;
    private readonly byte[][] _utf8;

    /// <param name="characters">The characters; each once, in any order.</param>
    public CharacterVocabulary(IEnumerable<Rune> characters)
    {
        Rune[] sorted = [.. characters.Order()];
        Names = [.. sorted.Select(character => character.ToString())];
        _numbers = sorted.Select((character, number) => (character, number)).ToDictionary(pair => pair.character, pair => (long)pair.number);
        _utf8 = [.. Names.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>The characters themselves.</summary>
    public override IReadOnlyList<string> Names { get; }

    /// <summary>The number of a character, which must be one of these.</summary>
    public long this[Rune character] => _numbers[character];

    /// <summary>The vocabulary with these names; null when they are not single characters in order.</summary>
    internal static CharacterVocabulary? TryCreate(IReadOnlyList<string> names)
    {
        List<Rune> characters = [];
        foreach (string name in names)
        {
            if (Rune.DecodeFromUtf16(name, out Rune character, out int length) != System.Buffers.OperationStatus.Done || length != name.Length
                || (characters.Count > 0 && characters[^1] >= character))
            {
                return null;
            }

            characters.Add(character);
        }

        return characters.Count > 0 ? new CharacterVocabulary(characters) : null;
    }

    /// <inheritdoc />
    public override bool TryEncode(string text, out long[] tokens, out string unknown)
    {
        List<long> found = [];
        unknown = "";
        foreach (Rune character in text.EnumerateRunes())
        {
            if (!_numbers.TryGetValue(character, out long number))
            {
                unknown = character.ToString();
                break;
            }

            found.Add(number);
        }

        tokens = [.. found];
        return unknown.Length == 0;
    }

    /// <inheritdoc />
    public override ReadOnlySpan<byte> Utf8(int token) => _utf8[token];
}
