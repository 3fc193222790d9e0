using System.CommandLine;
using Descent.Cli.Reports;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Shows what a run folder holds.</summary>
internal sealed class ShowCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();

    public ShowCommand(Terminal terminal)
        : base(
            "show", "Show a run: what was asked, what came out, its last metrics and checkpoints.",
            "descent show runs/2026-11-23T10-15-00-lenet")
    {
        _terminal = terminal;
        Add(_run);
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        RunView.Write(_terminal, run, RunPath.Shorten(run.Path));
        return ExitCode.Done;
    }
}
