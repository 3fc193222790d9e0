using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;

namespace Descent.Data.Tests.Transforms;

public sealed class TransformListTests
{
    [Theory]
    [InlineData("crop:4,flip,rotate:10,cutout:8", "crop:4,flip,rotate:10,cutout:8")]
    [InlineData(" Flip , rotate:7.50 ", "flip,rotate:7.5")]
    [InlineData("", "")]
    public void Text_becomes_a_list_and_the_list_the_same_text(string text, string canonical)
    {
        IReadOnlyList<Transform> transforms = TransformList.Parse(text);

        Assert.Equal(canonical, TransformList.Format(transforms));
        Assert.Equal(transforms, TransformList.Parse(canonical));
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(() => TransformList.Parse("crp:4,flip:2,rotate:200,cutout,crop:1.5,,flip"));

        Assert.Equal(
            ["crp", "flip:2", "rotate:200", "cutout", "crop:1.5", ""],
            e.Mistakes.Select(mistake => mistake.Received));
        Assert.Contains("'crop'", e.Mistakes[0].Fix, StringComparison.Ordinal);
        Assert.Equal("a number from 0.1 to 180", e.Mistakes[2].Allowed);
        Assert.Equal("a whole number from 1 to 1024", e.Mistakes[3].Allowed);
    }

    [Fact]
    public void Sizes_are_checked_against_the_images()
    {
        IReadOnlyList<Transform> transforms = TransformList.Parse("crop:7,cutout:13,rotate:90,flip");

        Assert.Empty(TransformList.Check(transforms, new ArrayFormat(ElementType.UInt8, 1, 14, 28)));
        IReadOnlyList<Mistake> mistakes = TransformList.Check(transforms, new ArrayFormat(ElementType.UInt8, 1, 12, 28));
        Assert.Equal(["1 to 6", "1 to 12"], mistakes.Select(mistake => mistake.Allowed));
    }

    [Fact]
    public void Only_images_can_be_transformed()
    {
        ArrayFormat row = new(ElementType.Float32, 5);

        Assert.Equal("inputs of shape [5]", Assert.Single(TransformList.Check(TransformList.Parse("flip"), row)).Received);
        Assert.Empty(TransformList.Check([], row));
    }
}
