using System.CommandLine;
using System.CommandLine.Help;
using Descent.Cli.Commands;
using Descent.Cli.Errors;
using Descent.Runs;

namespace Descent.Cli;

/// <summary>The whole command: reads the words, runs what they name, and turns every error into a report and an exit code.</summary>
internal sealed class CommandLine
{
    private readonly Terminal _terminal;
    private readonly RootCommand _root;
    private readonly Option<bool> _verbose = new("--verbose") { Arity = ArgumentArity.Zero, Description = "Show where in the program an error arose.", Recursive = true };

    public CommandLine(Terminal terminal)
    {
        _terminal = terminal;
        _root = new RootCommand("Descent trains networks and tells you in plain words how it goes.")
        {
            new TrainCommand(terminal),
            new ResumeCommand(terminal),
            new EvaluateCommand(terminal),
            new PredictCommand(terminal),
            new CompareCommand(terminal),
            new GenerateCommand(terminal),
            new ShowCommand(terminal),
            new Command("runs", "The runs that were made.") { new RunsListCommand(terminal) },
            new SummaryCommand(terminal),
            new Command("data", "The data sets.") { new DataListCommand(terminal), new DataGetCommand(terminal), new DataShowCommand(terminal) },
            new VerifyResumeCommand(terminal),
            new BenchCommand(),
            new EnvCommand(terminal),
            _verbose,
        };
        _root.HelpName = "descent";
        _root.Options.OfType<HelpOption>().Single().Action = new ExampleHelp(terminal);
    }

    /// <summary>Runs one command line and returns its exit code.</summary>
    public int Run(IReadOnlyList<string> words)
    {
        ParseResult result = _root.Parse(words);
        try
        {
            bool isAsked = result.Errors.Count == 0 || result.Action is ExampleHelp;
            if (isAsked && result.Action is not null)
            {
                return result.Invoke(new InvocationConfiguration { Output = _terminal.Output, Error = _terminal.Error, EnableDefaultExceptionHandler = false });
            }

            var command = result.CommandResult.Command as CliCommand;
            List<Mistake> mistakes = [.. ParseMistakes.Of(result)];
            mistakes.AddRange(command?.FindMistakes(result) ?? []);
            // What the parser refuses must never run, even where there are no better words for it than the parser's.
            if (mistakes.Count == 0)
            {
                mistakes.AddRange(result.Errors.Select(error => new Mistake(error.Message, string.Join(' ', words), "", "See: descent --help")));
            }

            if (mistakes.Count > 0)
            {
                throw new RunConfigurationException(mistakes);
            }

            // The root, 'runs' and 'data' are no commands of their own: naming only one of these was a mistake above.
            return command!.Run(result);
        }
        catch (Exception e)
        {
            return ErrorReport.Write(_terminal, e, result.GetValue(_verbose));
        }
    }
}
