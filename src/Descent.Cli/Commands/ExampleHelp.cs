using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Descent.Cli.Commands;

/// <summary>The help of a command, with its examples at the end.</summary>
internal sealed class ExampleHelp(Terminal terminal) : SynchronousCommandLineAction
{
    private readonly HelpAction _help = new() { MaxWidth = Math.Min(terminal.Width, 120) };

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        _help.Invoke(parseResult);
        terminal.Output.WriteLine("Examples:");
        foreach (string example in Examples(parseResult.CommandResult.Command))
        {
            terminal.Output.WriteLine($"  {example}");
        }

        terminal.Output.WriteLine();
        return ExitCode.Done;
    }

    // A command that only holds others shows the first example of each.
    private static IEnumerable<string> Examples(Command command) =>
        command is CliCommand single ? single.Examples : command.Subcommands.Select(inner => Examples(inner).First());
}
