using System.CommandLine;
using System.CommandLine.Help;
using Descent.Cli.Commands;
using Descent.Cli.Errors;
using Descent.Distributed.Launching;
using Descent.Runs;

namespace Descent.Cli;

/// <summary>The whole command: reads the words, runs what they name, and turns every error into a report and an exit code.</summary>
internal sealed class CommandLine
{
    private readonly Terminal _terminal;
    private readonly LaunchedRank? _rank;
    private readonly RootCommand _root;
    private readonly Option<bool> _verbose = new("--verbose") { Arity = ArgumentArity.Zero, Description = "Show where in the program an error arose.", Recursive = true };

    /// <param name="terminal">Where to write.</param>
    /// <param name="rank">This process in the launch that started it, or null.</param>
    public CommandLine(Terminal terminal, LaunchedRank? rank = null)
    {
        (_terminal, _rank) = (terminal, rank);
        _root = new RootCommand("Descent trains networks and tells you in plain words how it goes.")
        {
            new TrainCommand(terminal),
            new ResumeCommand(terminal),
            new LaunchCommand(terminal, words => _root!.Parse(words), FindMistakes),
            new EvaluateCommand(terminal),
            new PredictCommand(terminal),
            new CompareCommand(terminal),
            new GenerateCommand(terminal),
            new ShowCommand(terminal),
            new DoctorCommand(terminal),
            new ReplayCommand(terminal),
            new Command("tune", "Find good options by trying them on a fork of a run.")
            {
                new TuneLearningRateCommand(terminal), new TuneBatchSizeCommand(terminal), new TuneWorkersCommand(terminal),
            },
            new Command("runs", "The runs that were made.") { new RunsListCommand(terminal) },
            new SummaryCommand(terminal),
            new Command("data", "The data sets.") { new DataListCommand(terminal), new DataGetCommand(terminal), new DataShowCommand(terminal) },
            new Command("lab", "Questions about deep learning, answered by measuring.") { new LabListCommand(terminal), new LabRunCommand(terminal), new LabReportCommand(terminal) },
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

            if (FindMistakes(result) is { Count: > 0 } mistakes)
            {
                throw new RunConfigurationException(mistakes);
            }

            // The root, 'runs' and 'data' are no commands of their own: naming only one of these was a mistake above.
            return ((CliCommand)result.CommandResult.Command).Run(result);
        }
        catch (Exception e)
        {
            bool isVerbose = result.GetValue(_verbose);
            return _rank is null ? ErrorReport.Write(_terminal, e, isVerbose) : FailAsRank(_rank, e, isVerbose);
        }
    }

    /// <summary>What is wrong with a command line as far as can be seen without running it.</summary>
    public IReadOnlyList<Mistake> FindMistakes(IReadOnlyList<string> words) => FindMistakes(_root.Parse(words));

    // The launcher says it, above what other ranks say because of it; here it goes to the rank's log.
    private int FailAsRank(LaunchedRank rank, Exception error, bool isVerbose)
    {
        using StringWriter report = new();
        int code = ErrorReport.Write(new Terminal(report, report, false, false, _terminal.Width, _terminal.Clock), error, isVerbose);
        if (error is StoppedException)
        {
            return rank.Place.Rank == 0 ? code : ExitCode.Done;
        }

        rank.Fail(error, report.ToString(), code);
        if (rank.Place.Rank > 0)
        {
            _terminal.Error.Write(report);
        }

        return code;
    }

    private static List<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [.. ParseMistakes.Of(result)];
        mistakes.AddRange((result.CommandResult.Command as CliCommand)?.FindMistakes(result) ?? []);
        // What the parser refuses must never run, even where there are no better words for it than the parser's.
        return mistakes.Count > 0
            ? mistakes
            : [.. result.Errors.Select(error => new Mistake(error.Message, string.Join(' ', result.Tokens), "", "See: descent --help"))];
    }
}
