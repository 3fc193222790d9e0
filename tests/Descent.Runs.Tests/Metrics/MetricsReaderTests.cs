using Descent.Runs.Metrics;

namespace Descent.Runs.Tests.Metrics;

public sealed class MetricsReaderTests : IDisposable
{
    private const string Line = """{"step":1,"epoch":0,"name":"loss","value":2.5}""";
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Leaves_out_a_last_line_that_is_still_being_written()
    {
        byte[] two = [.. (Line + "\n" + Line + "\n").Select(c => (byte)c)];
        for (int length = 0; length <= two.Length; length++)
        {
            File.WriteAllBytes(_folder["m"], two[..length]);

            int complete = two[..length].Count(b => b == '\n');
            Assert.Equal(Enumerable.Repeat(new MetricValue(1, 0, "loss", 2.5), complete), MetricsReader.Read(_folder["m"]));
        }
    }

    [Fact]
    public void Ignores_fields_of_later_versions()
    {
        File.WriteAllText(_folder["m"], """{"rank":{"of":[4]},"value":1,"name":"a","epoch":2,"step":3}""" + "\n");

        Assert.Equal([new MetricValue(3, 2, "a", 1)], MetricsReader.Read(_folder["m"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"step":1,"epoch":0,"name":"loss"}""")]
    [InlineData("""{"step":1.5,"epoch":0,"name":"loss","value":2.5}""")]
    [InlineData("""{"step":"1","epoch":0,"name":"loss","value":2.5}""")]
    [InlineData("""{"step":1,"epoch":3000000000,"name":"loss","value":2.5}""")]
    [InlineData("""{"step":1,"epoch":0,"name":3,"value":2.5}""")]
    [InlineData("""{"step":1,"epoch":0,"name":"\ud800","value":2.5}""")]
    [InlineData("""{"step":1,"epoch":0,"name":"loss","value":"much"}""")]
    [InlineData("""{"step":1,"epoch":0,"name":"loss","value":2.5} {}""")]
    public void Names_the_complete_line_that_is_no_value(string bad)
    {
        File.WriteAllText(_folder["m"], $"{Line}\n{bad}\n{Line}\n");

        InvalidDataException error = Assert.Throws<InvalidDataException>(() => MetricsReader.Read(_folder["m"]).Count());

        Assert.Contains("Line 2 ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_a_file_larger_than_its_buffer()
    {
        File.WriteAllText(_folder["m"], string.Concat(Enumerable.Repeat(Line + "\n", 10_000)));

        Assert.Equal(10_000, MetricsReader.Read(_folder["m"]).Count());
    }

    [Fact]
    public void Refuses_a_line_without_end()
    {
        File.WriteAllText(_folder["m"], new string(' ', 70_000));

        Assert.Throws<InvalidDataException>(() => MetricsReader.Read(_folder["m"]).Count());
    }

    public void Dispose() => _folder.Dispose();
}
