using System.CommandLine;
using System.Globalization;
using Descent.Cli.Launching;
using Descent.Cli.Options;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Starts a training as many ranks.</summary>
internal sealed class LaunchCommand : CliCommand
{
    private const int MostRestarts = 1000;
    private readonly Terminal _terminal;
    private readonly Func<IReadOnlyList<string>, ParseResult> _parse;
    private readonly Func<ParseResult, IReadOnlyList<Mistake>> _findMistakes;
    private readonly Option<string> _ranks = new("--ranks", "-n") { HelpName = "N", Description = "How many ranks, which are processes. Default 2." };
    private readonly Option<string> _mpi = new("--mpi") { HelpName = "NAME", Description = "openmpi or mpich. Default the one that is found, Open MPI first." };
    private readonly Option<string> _threads = new("--threads") { HelpName = "T", Description = "Threads of each rank; ranks × threads ≤ cores. Default the cores shared among the ranks." };
    private readonly Option<string> _restarts = new("--restarts") { HelpName = "R", Description = "How often a run that fails is started again from its last checkpoint. Default 0." };
    private readonly Option<string> _hosts = new("--hosts") { HelpName = "HOST[:RANKS],…", Description = "Where the ranks run, reached by ssh and with this folder at the same place. Default this host." };
    private readonly Argument<string[]> _command = new("command") { Description = "What each rank does, after --: train or resume with its options.", Arity = ArgumentArity.OneOrMore };

    /// <param name="terminal">Where to write.</param>
    /// <param name="parse">Reads the command line of a rank.</param>
    /// <param name="findMistakes">What is wrong with it.</param>
    public LaunchCommand(Terminal terminal, Func<IReadOnlyList<string>, ParseResult> parse, Func<ParseResult, IReadOnlyList<Mistake>> findMistakes)
        : base(
            "launch", "Train on many processes, started by mpirun: each with cores of its own, one voice, none left behind.",
            "descent launch -n 2 -- train lenet",
            "descent launch -n 4 --restarts 3 -- train resnet18 --epochs 20 --output runs/long",
            "descent launch -n 2 --mpi mpich -- resume runs/long",
            "descent launch -n 16 --hosts first:8,second:8 -- train resnet50 --data folder:photos")
    {
        (_terminal, _parse, _findMistakes) = (terminal, parse, findMistakes);
        Add(_ranks);
        Add(_threads);
        Add(_restarts);
        Add(_mpi);
        Add(_hosts);
        Add(_command);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [];
        Read(result, mistakes);
        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        (LaunchOptions options, LaunchedRun? run, int restarts) = Read(result, []);
        Mpirun mpirun = Mpirun.Find(options.Vendor);
        return new LaunchSession(_terminal, mpirun, options, run!).Run(restarts);
    }

    private (LaunchOptions Options, LaunchedRun? Run, int Restarts) Read(ParseResult result, List<Mistake> mistakes)
    {
        LaunchedRun? run = ReadRun(result, mistakes);
        int? threads = Number(result, _threads, mistakes);
        if (run?.Threads is > 0 and var asked)
        {
            if (threads is not null && threads != asked)
            {
                mistakes.Add(new Mistake("--threads before -- contradicts what comes after it.", $"{threads} and {asked}", "one number; with --exact one thread", "Leave it out before --."));
            }

            threads = asked;
        }

        LaunchOptions options = new()
        {
            Ranks = Number(result, _ranks, mistakes) ?? new LaunchOptions().Ranks,
            Threads = threads,
            Vendor = ReadVendor(result, mistakes),
            Hosts = result.GetValue(_hosts),
        };
        mistakes.AddRange(options.FindMistakes());
        int restarts = Number(result, _restarts, mistakes) ?? 0;
        if (restarts is < 0 or > MostRestarts)
        {
            mistakes.Add(new Mistake("--restarts is out of range.", $"{restarts}", $"0 to {MostRestarts}", "For example: --restarts 3"));
        }

        if (run is { Threads: 0 })
        {
            run = run with { Words = [.. run.Words, "--threads", options.ThreadsPerRank.ToString(CultureInfo.InvariantCulture)] };
        }

        return (options, run, restarts);
    }

    private LaunchedRun? ReadRun(ParseResult result, List<Mistake> mistakes)
    {
        string[] words = [.. result.GetResult(_command)?.Tokens.Select(token => token.Value) ?? []];
        if (words.Length == 0)
        {
            return null; // That it is missing is told already.
        }

        ParseResult inner = _parse(words);
        if (inner.CommandResult.Command is not ILaunchedCommand command)
        {
            mistakes.Add(new Mistake($"'{words[0]}' is nothing that many ranks do together.", string.Join(' ', words), "train or resume", "For example: descent launch -n 2 -- train lenet"));
            return null;
        }

        IReadOnlyList<Mistake> inside = _findMistakes(inner);
        mistakes.AddRange(inside);
        return inside.Count > 0 ? null : command.Launched(inner);
    }

    private MpiVendor? ReadVendor(ParseResult result, List<Mistake> mistakes)
    {
        switch (result.GetValue(_mpi))
        {
            case null:
                return null;
            case "openmpi":
                return MpiVendor.OpenMpi;
            case "mpich":
                return MpiVendor.Mpich;
            case var other:
                mistakes.Add(new Mistake("--mpi is not known.", other, "openmpi, mpich", "For example: --mpi mpich"));
                return null;
        }
    }

    private static int? Number(ParseResult result, Option<string> option, List<Mistake> mistakes) =>
        WholeNumber.Read(result, option, NumberStyles.AllowLeadingSign, "a whole number", "2", mistakes);
}
