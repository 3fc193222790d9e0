using System.CommandLine;
using Descent.Cli.Reports;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Lists the runs under a folder.</summary>
internal sealed class RunsListCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Option<string> _in = new("--in") { HelpName = "DIR", Description = "The folder that holds the runs. Default runs." };

    public RunsListCommand(Terminal terminal)
        : base(
            "list", "List the runs in a folder, the newest last.",
            "descent runs list",
            "descent runs list --in experiments")
    {
        _terminal = terminal;
        Add(_in);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) =>
        result.GetValue(_in) is { } folder && !Directory.Exists(folder)
            ? [new Mistake($"There is no folder '{folder}'.", folder, "a folder that holds runs", "Check the path given with --in.")]
            : [];

    public override int Run(ParseResult result)
    {
        string folder = result.GetValue(_in) ?? "runs";
        IReadOnlyList<RunFolder> runs = RunFolder.List(folder, out IReadOnlyList<Mistake> unreadable);
        if (runs.Count == 0)
        {
            _terminal.Output.WriteLine($"No run in '{folder}' yet. Make one: descent train lenet");
        }
        else
        {
            RunsTable.Write(_terminal, runs, RunPath.Shorten);
        }

        foreach (Mistake mistake in unreadable)
        {
            _terminal.Error.WriteLine($"left out: {mistake}");
        }

        return ExitCode.Done;
    }
}
