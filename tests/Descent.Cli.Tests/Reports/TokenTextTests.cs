using Descent.Cli.Reports;

namespace Descent.Cli.Tests.Reports;

public sealed class TokenTextTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("\n", "\\n")]
    [InlineData("\r\t", "\\r\\t")]
    [InlineData("\u0001", "\\u0001")]
    [InlineData("😀 é", "😀 é")]
    public void Names_stay_on_one_line(string name, string expected) => Assert.Equal(expected, TokenText.Of(name));

    [Fact]
    public void Tokens_without_a_label_are_left_out() => Assert.Equal("ba\\n", TokenText.Of([1, -100, 0, 2], ["a", "b", "\n"]));
}
