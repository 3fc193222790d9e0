using System.Runtime.InteropServices;
using Descent.Data.Glyphs;
using Descent.Data.Sources;

namespace Descent.Data.Tests.Glyphs;

public sealed class GlyphSourceTests
{
    [Fact]
    public void Reads_what_was_asked_for_in_that_order()
    {
        GlyphSource source = new(seed: 4, start: 100, count: 50);
        byte[] inputs = new byte[3 * 784];
        long[] labels = new long[3];

        source.Read([7, 0, 7], inputs, MemoryMarshal.AsBytes(labels.AsSpan()));

        byte[] expected = new byte[784];
        Assert.Equal(Glyph.Draw(4, 107, expected), labels[0]);
        Assert.Equal(expected, inputs[..784]);
        Assert.Equal(inputs[..784], inputs[1568..]);
        Assert.Equal(Glyph.Label(4, 100), labels[1]);
        Assert.Equal(new ArrayFormat(ElementType.UInt8, 1, 28, 28), source.Format.Input);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(50)]
    public void Refuses_an_index_out_of_range(long index) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GlyphSource(1, 0, 50).Read([index], new byte[784], new byte[8]));

    [Fact]
    public void The_fingerprint_tells_seed_and_range_apart()
    {
        string[] fingerprints = [.. new GlyphSource[] { new(1, 0, 10), new(2, 0, 10), new(1, 1, 10), new(1, 0, 11), new(1, 0, 10) }.Select(source => source.Fingerprint)];

        Assert.Equal(4, fingerprints.Distinct().Count());
        Assert.Equal(fingerprints[0], fingerprints[4]);
    }

    [Fact]
    public async Task A_stream_goes_on_from_any_start_and_ends()
    {
        GlyphStreamSource stream = new(seed: 4, first: 10, length: 5);
        List<(byte[] Image, long Label)> all = await Collect(stream, 0);
        List<(byte[] Image, long Label)> rest = await Collect(stream, 3);

        Assert.Equal(5, all.Count);
        Assert.Equal(all.Skip(3).Select(glyph => glyph.Label), rest.Select(glyph => glyph.Label));
        Assert.Equal(all[4].Image, rest[1].Image);
        byte[] expected = new byte[784];
        Assert.Equal(Glyph.Draw(4, 13, expected), rest[0].Label);
        Assert.Equal(expected, rest[0].Image);
    }

    [Fact]
    public async Task A_stream_without_length_goes_on_until_it_is_cancelled()
    {
        using CancellationTokenSource cancellation = new();
        int count = 0;
        await Assert.ThrowsAsync<OperationCanceledException>(async () =>
        {
            await foreach (Example _ in new GlyphStreamSource(1).ReadAsync(1_000_000_000_000, cancellation.Token))
            {
                if (++count == 1000)
                {
                    await cancellation.CancelAsync();
                }
            }
        });

        Assert.Equal(1000, count);
    }

    private static async Task<List<(byte[] Image, long Label)>> Collect(GlyphStreamSource stream, long start)
    {
        List<(byte[] Image, long Label)> glyphs = [];
        await foreach (Example example in stream.ReadAsync(start, CancellationToken.None))
        {
            glyphs.Add((example.Input.ToArray(), BitConverter.ToInt64(example.Label.Span)));
        }

        return glyphs;
    }
}
