using System.Runtime.InteropServices;
using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Tests.Text;

public sealed class TextFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Windows_of_bytes_cover_the_file_and_labels_are_the_bytes_after_each()
    {
        string path = _folder.Write("a.txt", string.Concat(Enumerable.Range(0, 100).Select(i => (char)('!' + (i % 90)))));
        Dataset data = TextFile.LoadBytes($"8:{path}");
        IMapSource train = (IMapSource)data.Train;

        Assert.Equal($"text:8:{path}", data.Name);
        Assert.Equal((256, 11L, 1L), (data.ClassNames.Count, train.Count, data.Test!.Count)); // (90 − 1) / 8 and (10 − 1) / 8 windows
        (long[] input, long[] label) = Read(train, 10);
        Assert.Equal(Enumerable.Range(80, 8).Select(i => (long)('!' + (i % 90))), input);
        Assert.Equal(Enumerable.Range(81, 8).Select(i => (long)('!' + (i % 90))), label);
        Assert.Equal(Enumerable.Range(90, 8).Select(i => (long)('!' + (i % 90))), Read(data.Test, 0).Input);
    }

    [Fact]
    public void Windows_of_characters_count_characters_whatever_their_bytes()
    {
        string text = string.Concat(Enumerable.Repeat("aä€😀z", 2000));
        string path = _folder.Write("a.txt", text);
        Dataset data = TextFile.LoadCharacters($"700:{path}");
        IMapSource train = (IMapSource)data.Train;
        string[] characters = ["a", "z", "ä", "€", "😀"];
        string Text(long[] tokens) => string.Concat(tokens.Select(token => characters[token]));
        int window = 700 / 5;

        Assert.Equal(characters, data.ClassNames);
        Assert.Equal((12L, 1L), (train.Count, data.Test!.Count));
        Assert.Equal(string.Concat(Enumerable.Repeat("aä€😀z", window)), Text(Read(train, 2).Input));
        Assert.Equal("ä€😀za", Text(Read(train, 2).Label)[..6]);
    }

    [Fact]
    public void A_character_on_the_border_belongs_to_one_part_only()
    {
        // Nine tenths of 40 bytes fall into the tenth of the characters of 4 bytes.
        string path = _folder.Write("a.txt", string.Concat(Enumerable.Repeat("😀", 9)) + "abcd");
        Dataset data = TextFile.LoadBytes($"1:{path}");

        Assert.Equal((35L, 3L), (((IMapSource)data.Train).Count, data.Test!.Count));
        Assert.Equal((long)'a', Read(data.Test, 0).Input[0]);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("chars")]
    public void A_text_that_is_too_short_or_empty_or_missing_is_refused(string kind)
    {
        Assert.Contains("too short for windows of 128 tokens", Refused(kind, _folder.Write("short.txt", new string('a', 1000))), StringComparison.Ordinal);
        Assert.Contains("is empty", Refused(kind, _folder.Write("empty.txt", "")), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(kind, _folder["none.txt"]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(kind, _folder.Path), StringComparison.Ordinal);
        Assert.Contains("context of", Refused(kind, $"0:{_folder["short.txt"]}"), StringComparison.Ordinal);
        Assert.Contains("context of", Refused(kind, $"65537:{_folder["short.txt"]}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Characters_need_UTF_8_and_the_first_wrong_byte_is_named()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)'a', 70_000), 0xFF, .. Enumerable.Repeat((byte)'a', 100)];
        string path = _folder.Write("bad.txt", bytes);

        Assert.Contains("no character begins at byte 70000", Refused("chars", path), StringComparison.Ordinal);
        Assert.Equal(70_101 * 9 / 10 / 128, ((IMapSource)TextFile.LoadBytes(path).Train).Count);
    }

    [Fact]
    public void Fingerprints_tell_texts_contexts_kinds_and_parts_apart()
    {
        string text = new('a', 2000);
        string first = _folder.Write("1.txt", text), second = _folder.Write("2.txt", text + "b"), again = _folder.Write("3.txt", text);
        Dataset[] sets = [TextFile.LoadBytes(first), TextFile.LoadBytes(second), TextFile.LoadBytes($"64:{first}"), TextFile.LoadCharacters(first)];

        Assert.Equal(8, sets.SelectMany(set => new[] { set.Train.Fingerprint, set.Test!.Fingerprint }).Distinct().Count());
        Assert.Equal(sets[0].Train.Fingerprint, TextFile.LoadBytes(again).Train.Fingerprint);
    }

    [Fact]
    public void An_index_out_of_range_is_refused()
    {
        IMapSource source = (IMapSource)TextFile.LoadBytes(_folder.Write("a.txt", new string('a', 2000))).Train;

        Assert.Throws<ArgumentOutOfRangeException>(() => Read(source, source.Count));
        Assert.Throws<ArgumentOutOfRangeException>(() => Read(source, -1));
    }

    public void Dispose() => _folder.Dispose();

    private static (long[] Input, long[] Label) Read(IMapSource source, long index)
    {
        long[] input = new long[source.Format.Input.Elements], label = new long[source.Format.Label.Elements];
        source.Read([index], MemoryMarshal.AsBytes(input.AsSpan()), MemoryMarshal.AsBytes(label.AsSpan()));
        return (input, label);
    }

    private static string Refused(string kind, string place)
    {
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(
            () => kind == "text" ? TextFile.LoadBytes(place) : TextFile.LoadCharacters(place)).Mistakes);
        return $"{mistake.What} {mistake.Received}";
    }
}
