using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Torch.Randomness;
using FsCheck;
using FsCheck.Fluent;

namespace Descent.Data.Tests.Transforms;

public sealed class TransformTests
{
    private static readonly ArrayFormat Format = new(ElementType.UInt8, 2, 6, 8);

    public static TheoryData<string> Lists { get; } = ["crop:3", "flip", "rotate:30", "cutout:4"];

    [Theory]
    [MemberData(nameof(Lists))]
    public void One_key_gives_the_same_bits_and_others_give_others(string text)
    {
        var transform = (ImageTransform)Assert.Single(TransformList.Parse(text));
        HashSet<string> results = [];
        for (ulong id = 0; id < 40; id++)
        {
            float[] first = Apply(transform, new KeyedRandom(1, 2, id), Image());
            Assert.Equal(first, Apply(transform, new KeyedRandom(1, 2, id), Image()));
            results.Add(string.Join(' ', first));
        }

        Assert.InRange(results.Count, transform is FlipTransform ? 2 : 10, 40);
    }

    [Theory]
    [MemberData(nameof(Lists))]
    public void Values_stay_in_range_and_nothing_is_written_around_the_image(string text)
    {
        var transform = (ImageTransform)Assert.Single(TransformList.Parse(text));
        Gen<(ulong Key, float[] Image)> cases =
            from key in ArbMap.Default.GeneratorFor<ulong>()
            from pixels in Gen.Choose(0, 255).ArrayOf(Format.Elements)
            select (key, pixels.Select(pixel => (float)pixel).ToArray());

        Prop.ForAll(cases.ToArbitrary(), sample =>
        {
            float[] around = [-1, .. sample.Image, -1];
            float[] scratch = [-1, .. new float[sample.Image.Length], -1];
            KeyedRandom random = new(sample.Key);
            transform.Apply(around.AsSpan(1, sample.Image.Length), Format, scratch.AsSpan(1, sample.Image.Length), ref random);
            return around[0] == -1 && around[^1] == -1 && scratch[0] == -1 && scratch[^1] == -1
                && around[1..^1].All(value => value is >= 0 and <= 255.001f);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_flip_twice_is_no_change_and_once_reverses_each_row()
    {
        float[] image = Image();
        FlipTransform.Mirror(image, Format);
        Assert.Equal(Image().Chunk(8).SelectMany(row => row.Reverse()), image);

        FlipTransform.Mirror(image, Format);
        Assert.Equal(Image(), image);
    }

    [Fact]
    public void Half_of_the_images_are_flipped()
    {
        int flipped = Enumerable.Range(0, 1000).Count(id => Apply(new FlipTransform(), new KeyedRandom(1, 0, (ulong)id), Image())[0] != 1);

        Assert.InRange(flipped, 440, 560);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, -3)]
    [InlineData(-6, 0)]
    [InlineData(1, 8)]
    [InlineData(-3, 3)]
    public void A_crop_moves_every_pixel_and_fills_with_zeros(int down, int right)
    {
        float[] image = Image();
        CropTransform.Shift(image, Format, new float[image.Length], down, right);

        float[] source = Image();
        for (int channel = 0; channel < 2; channel++)
        {
            for (int y = 0; y < 6; y++)
            {
                for (int x = 0; x < 8; x++)
                {
                    bool isInside = y + down is >= 0 and < 6 && x + right is >= 0 and < 8;
                    Assert.Equal(isInside ? source[(channel * 48) + ((y + down) * 8) + x + right] : 0, image[(channel * 48) + (y * 8) + x]);
                }
            }
        }
    }

    [Fact]
    public void Every_shift_of_a_crop_happens()
    {
        HashSet<string> results = [.. Enumerable.Range(0, 2000).Select(id => string.Join(' ', Apply(new CropTransform(2), new KeyedRandom(1, 0, (ulong)id), Image())))];

        Assert.Equal(25, results.Count);
    }

    [Fact]
    public void A_quarter_turn_moves_pixels_clockwise_and_no_turn_changes_nothing()
    {
        ArrayFormat square = new(ElementType.UInt8, 1, 3, 3);
        float[] image = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        RotateTransform.Rotate(image, square, new float[9], 0);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9], image);

        RotateTransform.Rotate(image, square, new float[9], MathF.PI / 2);
        Assert.Equal([7f, 4, 1, 8, 5, 2, 9, 6, 3], image.Select(value => MathF.Round(value, 3)));
    }

    [Fact]
    public void A_cutout_clears_the_same_square_of_every_channel_and_no_more()
    {
        for (ulong id = 0; id < 200; id++)
        {
            float[] image = Apply(new CutoutTransform(3), new KeyedRandom(1, 0, id), Image());
            int[] cleared = [.. Enumerable.Range(0, 48).Where(i => image[i] == 0)];

            Assert.InRange(cleared.Length, 4, 9);
            Assert.Equal(cleared, Enumerable.Range(0, 48).Where(i => image[48 + i] == 0));
            Assert.InRange((cleared[^1] / 8) - (cleared[0] / 8), 1, 2);
            Assert.InRange(cleared.Max(i => i % 8) - cleared.Min(i => i % 8), 1, 2);
        }
    }

    // 1, 2, 3, …: no zeros, no two alike.
    private static float[] Image() => [.. Enumerable.Range(1, Format.Elements).Select(i => (float)i)];

    private static float[] Apply(ImageTransform transform, KeyedRandom random, float[] image)
    {
        transform.Apply(image, Format, new float[image.Length], ref random);
        return image;
    }
}
