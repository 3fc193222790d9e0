using Descent.Runs.Findings;

namespace Descent.Runs.Tests.Findings;

public sealed class FindingsLogTests : IDisposable
{
    private static readonly Finding Example = new()
    {
        Check = "dead-relu",
        Severity = Severity.Warning,
        Step = 12,
        Epoch = 1,
        Where = "relu1",
        What = "81 % of the units of relu1 are 0.",
        Why = "They learn no more. The rest has to do their work.",
        Fix = "Take a smaller learning rate.",
        Options = ["--learning-rate", "0.0005"],
        Evidence = [new Evidence("dead units", 0.81, 0.5), new Evidence("noise scale", double.PositiveInfinity)],
        Experiment = 17,
    };

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["findings.jsonl"];

    [Fact]
    public void Reads_back_what_was_written_by_one_try_after_the_other()
    {
        Write(Example);
        Write(Example with { Severity = Severity.Error, Options = [], Experiment = null });

        IReadOnlyList<Finding> read = FindingsLog.Read(Path);
        Assert.Equal([Severity.Warning, Severity.Error], read.Select(finding => finding.Severity));
        Assert.Equivalent(Example, read[0], strict: true);
    }

    [Fact]
    public void A_line_that_is_still_being_written_is_left_out()
    {
        Write(Example);
        File.AppendAllText(Path, "{\"check\":\"half");

        Assert.Single(FindingsLog.Read(Path));
    }

    [Fact]
    public void Nothing_was_found_where_there_is_no_file() => Assert.Empty(FindingsLog.Read(Path));

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    [InlineData("{\"check\":\"dead-relu\"}")]
    public void Tells_which_line_is_damaged(string line)
    {
        Write(Example);
        File.AppendAllText(Path, line + "\n");

        Assert.Contains("Line 2", Assert.Single(Assert.Throws<RunConfigurationException>(() => FindingsLog.Read(Path)).Mistakes).What, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void Write(Finding finding)
    {
        using FindingsLog log = FindingsLog.Open(Path);
        log.Write(finding);
    }
}
