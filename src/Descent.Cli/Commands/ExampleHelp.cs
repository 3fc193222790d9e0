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
        string[] examples = parseResult.CommandResult.Command is CliCommand command
            ? [.. command.Examples]
            : ["descent train lenet", "descent train --help"];
        terminal.Output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            terminal.Output.WriteLine($"  {example}");
        }

        terminal.Output.WriteLine();
        return ExitCode.Done;
    }
}
