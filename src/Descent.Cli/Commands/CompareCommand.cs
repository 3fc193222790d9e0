using System.CommandLine;
using Descent.Cli.Comparison;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>Ranks runs and recommends the simplest that does as well as the best.</summary>
internal sealed class CompareCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string[]> _runs = new("runs") { Description = "The runs' folders.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _json = new("--json") { Arity = ArgumentArity.Zero, Description = "Say it as one JSON object." };

    public CompareCommand(Terminal terminal)
        : base(
            "compare", "Rank runs by test accuracy and recommend the simplest that is not significantly below the best.",
            "descent compare runs/*",
            "descent compare runs/2026-11-23T10-15-00-lenet runs/2026-11-23T11-00-00-mlp --json")
    {
        _terminal = terminal;
        Add(_runs);
        Add(_json);
    }

    public override int Run(ParseResult result)
    {
        IReadOnlyList<(RunFolder Run, RunResult Result)> runs = RunReading.Open(result.GetValue(_runs)!);
        string dataset = runs[0].Run.Manifest.Dataset;
        IReadOnlyList<ComparedRun> compared;
        string? notTested = null;
        try
        {
            IMapSource test = DataName.Load(dataset, new LineProgress(_terminal.Error)).Test ?? throw new RunConfigurationException(
                new Mistake($"The data set '{dataset}' has no test examples any more.", dataset, "a data set with a test split", "Bring its files back."));
            compared = [.. runs.Select(run => RunReading.Test(run.Run, run.Result, test))];
        }
        catch (RunConfigurationException e)
        {
            notTested = e.Mistakes[0].What;
            compared = [.. runs.Select(run => RunReading.Recorded(run.Run, run.Result))];
        }

        var comparison = RunComparison.Of(compared);
        if (result.GetValue(_json))
        {
            ComparisonJson.Write(_terminal.Output, comparison, dataset);
        }
        else
        {
            ComparisonView.Write(_terminal, comparison, dataset, notTested);
        }

        return ExitCode.Done;
    }
}
