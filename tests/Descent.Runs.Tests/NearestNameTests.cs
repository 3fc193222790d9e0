namespace Descent.Runs.Tests;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("lenett", "lenet")]
    [InlineData("LENET", "lenet")]
    [InlineData("resnet81", "resnet18")]
    [InlineData("transformer", null)]
    public void Finds_what_a_typo_meant(string received, string? expected) =>
        Assert.Equal(expected, NearestName.Find(received, ["lenet", "mlp", "resnet18"]));

    [Fact]
    public void Suggests_in_words_or_not_at_all()
    {
        Assert.Equal("Did you mean 'lenet'?", NearestName.Suggest("lent", ["lenet"]));
        Assert.Equal("", NearestName.Suggest("q", ["transformer"]));
    }
}
