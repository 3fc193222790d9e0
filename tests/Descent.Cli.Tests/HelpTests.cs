namespace Descent.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("train")]
    [InlineData("resume")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("compare")]
    [InlineData("generate")]
    [InlineData("show")]
    [InlineData("doctor")]
    [InlineData("replay")]
    [InlineData("tune")]
    [InlineData("tune lr")]
    [InlineData("tune batch-size")]
    [InlineData("tune workers")]
    [InlineData("runs")]
    [InlineData("runs list")]
    [InlineData("summary")]
    [InlineData("data")]
    [InlineData("data list")]
    [InlineData("data get")]
    [InlineData("data show")]
    [InlineData("launch")]
    [InlineData("lab")]
    [InlineData("lab list")]
    [InlineData("lab run")]
    [InlineData("lab report")]
    [InlineData("verify-resume")]
    [InlineData("bench")]
    [InlineData("env")]
    public void The_help_of_each_command_is_as_approved_and_ends_with_examples(string command)
    {
        using TestTerminal terminal = new();

        int code = terminal.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(0, code);
        Assert.Contains("Examples:\n  descent", terminal.Output, StringComparison.Ordinal);
        ApprovedOutput.Check($"help {command}".Trim().Replace(' ', '-'), terminal.Output);
    }

    [Fact]
    public void Help_is_shown_whatever_else_is_wrong()
    {
        using TestTerminal terminal = new();

        Assert.Equal(0, terminal.Run("train", "--epochz", "3", "--help"));
        Assert.Contains("Usage:\n  descent train", terminal.Output, StringComparison.Ordinal);
    }
}
