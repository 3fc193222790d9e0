using System.CommandLine;
using System.Globalization;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Doctor.Advisers;
using Descent.Runs;
using Descent.Training;

namespace Descent.Cli.Commands;

/// <summary>Finds a learning rate by a range test on a fork of a run.</summary>
internal sealed class TuneLearningRateCommand : CliCommand
{
    private const double Low = 1e-7;
    private const double High = 10;
    private const int CurveWidth = 60;
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Option<int?> _steps = new("--steps") { HelpName = "N", Description = "Steps from the lowest rate to the highest, 20 or more. Default 100." };

    public TuneLearningRateCommand(Terminal terminal)
        : base(
            "lr", "Find a learning rate: raise it on a fork of a run, step by step, until the loss rises. The run stays as it is.",
            "descent tune lr runs/2026-11-23T10-15-00-lenet")
    {
        _terminal = terminal;
        Add(_run);
        Add(_steps);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result) => result.GetValue(_steps) is null or (>= 20 and <= 100_000)
        ? []
        : [new Mistake("--steps is out of range.", $"{result.GetValue(_steps)}", "20 to 100,000", "100 is usual.")];

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        Dataset data = DataName.Load(run.Manifest.Dataset, new LineProgress(_terminal.Error));
        LearningRateRange range = LearningRateRange.Find(run, () => NetworkName.Create(run.Manifest, data), data, Low, High, result.GetValue(_steps) ?? 100);
        double now = TrainingPlan.From(run.Manifest).Optimizer.LearningRate;
        _terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loss as the rate rises from {range.Rates[0]:G2} to {range.Rates[^1]:G2}, {range.Rates.Count} steps from the initial weights:"));
        _terminal.Output.WriteLine(Sparkline.Of(range.Losses, CurveWidth));
        FactList facts = new();
        facts.Add("falls fastest at", range.Suggested is { } best ? best.ToString("G2", CultureInfo.InvariantCulture) : "nowhere: no rate made the loss fall");
        facts.Add("rises from", range.Highest is { } highest ? highest.ToString("G2", CultureInfo.InvariantCulture) : "nowhere");
        facts.Add("the run's own", now.ToString("G2", CultureInfo.InvariantCulture));
        facts.Write(_terminal);
        if (range.Suggested is { } rate)
        {
            _terminal.Output.WriteLine();
            _terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Try: {_terminal.Command} train {run.Manifest.Network} --data {run.Manifest.Dataset} --learning-rate {rate:G2}"));
        }

        return ExitCode.Done;
    }
}
