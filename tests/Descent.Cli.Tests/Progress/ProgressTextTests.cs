using Descent.Cli.Progress;

namespace Descent.Cli.Tests.Progress;

public sealed class ProgressTextTests
{
    [Theory]
    [InlineData(8.44, "8.4 s")]
    [InlineData(185, "3:05")]
    [InlineData(3723, "1:02:03")]
    [InlineData(100 * 3600, "100:00:00")]
    public void Durations_are_short(double seconds, string text) => Assert.Equal(text, ProgressText.Duration(TimeSpan.FromSeconds(seconds)));
}
