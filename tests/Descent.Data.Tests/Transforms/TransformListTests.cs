using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;

namespace Descent.Data.Tests.Transforms;

public sealed class TransformListTests
{
    [Theory]
    [InlineData("crop:4,flip,rotate:10,cutout:8", "crop:4,flip,rotate:10,cutout:8")]
    [InlineData(" Flip , rotate:7.50 ", "flip,rotate:7.5")]
    [InlineData("One-Hot:0.10,flip", "one-hot:0.1,flip")]
    [InlineData("one-hot:0", "one-hot")]
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
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(() => TransformList.Parse("crp:4,flip:2,rotate:200,cutout,crop:1.5,,flip,one-hot:2,one-hot"));

        Assert.Equal(
            ["crp", "flip:2", "rotate:200", "cutout", "crop:1.5", "", "one-hot:2"],
            e.Mistakes.Select(mistake => mistake.Received));
        Assert.Contains("'crop'", e.Mistakes[0].Fix, StringComparison.Ordinal);
        Assert.Equal("a number from 0.1 to 180", e.Mistakes[2].Allowed);
        Assert.Equal("a whole number from 1 to 1024", e.Mistakes[3].Allowed);
    }

    [Fact]
    public void Sizes_are_checked_against_the_images()
    {
        IReadOnlyList<Transform> transforms = TransformList.Parse("crop:7,cutout:13,rotate:90,flip");

        Assert.Empty(TransformList.Check(transforms, Images(14), 0));
        IReadOnlyList<Mistake> mistakes = TransformList.Check(transforms, Images(12), 0);
        Assert.Equal(["1 to 6", "1 to 12"], mistakes.Select(mistake => mistake.Allowed));
    }

    [Fact]
    public void Only_images_can_be_transformed()
    {
        ExampleFormat row = new(new ArrayFormat(ElementType.Float32, 5), ArrayFormat.ClassNumber);

        Assert.Equal("inputs of shape [5]", Assert.Single(TransformList.Check(TransformList.Parse("flip,one-hot"), row, 2)).Received);
        Assert.Empty(TransformList.Check([], row, 2));
    }

    [Fact]
    public void What_can_be_read_is_checked_beside_what_cannot()
    {
        List<Mistake> mistakes = [];
        IReadOnlyList<Transform> transforms = TransformList.Parse("flop:3,crop:99", mistakes);
        mistakes.AddRange(TransformList.Check(transforms, Images(28), 0));

        Assert.Equal(["flop", "99"], mistakes.Select(mistake => mistake.Received));
    }

    [Fact]
    public void Labels_become_one_hot_only_once() =>
        Assert.Single(Assert.Throws<RunConfigurationException>(() => TransformList.Parse("one-hot,flip,one-hot:0.1")).Mistakes);

    private static ExampleFormat Images(int height) => new(new ArrayFormat(ElementType.UInt8, 1, height, 28), ArrayFormat.ClassNumber);
}
