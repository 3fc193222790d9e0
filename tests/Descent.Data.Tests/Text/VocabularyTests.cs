using System.Text;
using Descent.Data.Sequences;
using Descent.Data.Text;

namespace Descent.Data.Tests.Text;

public sealed class VocabularyTests
{
    [Fact]
    public void Bytes_have_256_different_names_and_write_every_text()
    {
        Vocabulary bytes = ByteVocabulary.Instance;

        Assert.Equal(256, bytes.Names.Distinct().Count());
        Assert.True(bytes.TryEncode("aé\n", out long[] tokens, out string unknown));
        Assert.Equal([97L, 0xC3, 0xA9, 10], tokens);
        Assert.Equal(["a", "\\xC3", "\\xA9", "\\n"], tokens.Select(token => bytes.Names[(int)token]));
        Assert.Equal("", unknown);
        Assert.Equal("aé\n", Encoding.UTF8.GetString([.. tokens.SelectMany(token => bytes.Utf8((int)token).ToArray())]));
    }

    [Fact]
    public void Characters_are_numbered_in_order_and_an_unknown_one_is_named()
    {
        Vocabulary characters = new CharacterVocabulary("b😀a".EnumerateRunes());

        Assert.Equal(["a", "b", "😀"], characters.Names);
        Assert.True(characters.TryEncode("😀ab", out long[] tokens, out _));
        Assert.Equal([2L, 0, 1], tokens);
        Assert.Equal("😀"u8.ToArray(), characters.Utf8(2).ToArray());
        Assert.False(characters.TryEncode("ab😁a", out tokens, out string unknown));
        Assert.Equal(("😁", 2), (unknown, tokens.Length));
    }

    [Fact]
    public void A_vocabulary_comes_back_from_its_names_and_from_nothing_else()
    {
        Assert.Same(ByteVocabulary.Instance, Vocabulary.Of([.. ByteVocabulary.Instance.Names]));
        Assert.Equal(["a", "é"], Assert.IsType<CharacterVocabulary>(Vocabulary.Of(["a", "é"])).Names);
        Assert.Null(Vocabulary.Of([]));
        Assert.Null(Vocabulary.Of(["shirt", "shoe"]));
        Assert.Null(Vocabulary.Of(["b", "a"]));
        Assert.Null(Vocabulary.Of(["a", "a"]));
        Assert.Null(Vocabulary.Of(["a", ""]));
        Assert.Null(Vocabulary.Of(SequenceTask.Tokens));
    }
}
