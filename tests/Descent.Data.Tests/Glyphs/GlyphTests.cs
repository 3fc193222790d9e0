using System.Security.Cryptography;
using Descent.Data.Glyphs;

namespace Descent.Data.Tests.Glyphs;

public sealed class GlyphTests
{
    [Fact]
    public void The_same_seed_and_index_give_the_same_pixels_on_every_machine()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] image = new byte[784];
        for (long index = 0; index < 200; index++)
        {
            hash.AppendData([(byte)Glyph.Draw(7, index, image)]);
            hash.AppendData(image);
        }

        // A change of this value is a change of every run on glyphs: raise Glyph.Version with it.
        Assert.Equal(1, Glyph.Version);
        Assert.Equal("748861dc66ad9054ec280ec1a8b971e66d72237dacbf28c9e83ac500e8b34d79", Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Fact]
    public void Each_ten_indices_hold_every_digit_once_in_changing_order()
    {
        HashSet<string> orders = [];
        for (long block = 0; block < 100; block++)
        {
            int[] digits = [.. Enumerable.Range(0, 10).Select(i => Glyph.Label(3, (block * 10) + i))];
            Assert.Equal(Enumerable.Range(0, 10), digits.Order());
            orders.Add(string.Concat(digits));
        }

        Assert.InRange(orders.Count, 99, 100);
    }

    [Fact]
    public void Drawing_tells_the_label()
    {
        byte[] image = new byte[784];
        for (long index = 0; index < 50; index++)
        {
            Assert.Equal(Glyph.Label(5, index), Glyph.Draw(5, index, image));
        }
    }

    [Fact]
    public void No_two_glyphs_are_alike_and_none_is_empty_or_full()
    {
        HashSet<string> seen = [];
        byte[] image = new byte[784];
        for (ulong seed = 0; seed < 2; seed++)
        {
            for (long index = 0; index < 500; index++)
            {
                Glyph.Draw(seed, index, image);
                Assert.True(seen.Add(Convert.ToBase64String(image)));
                Assert.InRange(image.Count(pixel => pixel > 128), 15, 250);
            }
        }
    }

    [Fact]
    public void The_border_stays_dark()
    {
        byte[] image = new byte[784];
        long lit = 0;
        for (long index = 0; index < 500; index++)
        {
            Glyph.Draw(1, index, image);
            lit += Enumerable.Range(0, 28).Count(i => image[i] > 64 || image[756 + i] > 64 || image[28 * i] > 64 || image[(28 * i) + 27] > 64);
        }

        // 54,000 border pixels in all: a glyph that is cut off is the exception.
        Assert.InRange(lit, 0, 500);
    }
}
