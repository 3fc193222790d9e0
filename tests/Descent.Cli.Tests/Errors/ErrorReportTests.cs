using Descent.Cli.Errors;

namespace Descent.Cli.Tests.Errors;

public sealed class ErrorReportTests
{
    [Fact]
    public void An_unexpected_error_is_one_line_and_the_way_to_more()
    {
        using TestTerminal terminal = new();

        int code = ErrorReport.Write(terminal.Terminal, new InvalidOperationException("The sky [fell]."), verbose: false);

        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal("error The sky [fell].\n      If this is not clear, run again with --verbose and report what it says.\n", terminal.Error);
    }

    [Fact]
    public void A_stop_before_the_first_step_says_nothing_and_keeps_its_exit_code()
    {
        using TestTerminal terminal = new();

        Assert.Equal(ExitCode.Terminated, ErrorReport.Write(terminal.Terminal, new StoppedException(ExitCode.Terminated), verbose: false));
        Assert.Empty(terminal.Error);
    }
}
