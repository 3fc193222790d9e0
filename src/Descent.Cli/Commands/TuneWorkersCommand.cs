using System.CommandLine;
using Descent.Cli.Progress;
using Descent.Data;
using Descent.Doctor.Advisers;
using Descent.Runs;
using Descent.Training;
using Spectre.Console;

namespace Descent.Cli.Commands;

/// <summary>Finds how many threads should read ahead, by trying several numbers on forks of a run.</summary>
internal sealed class TuneWorkersCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();

    public TuneWorkersCommand(Terminal terminal)
        : base(
            "workers", "Find how many threads should read ahead: try several on forks, by themselves and beside the training. The run stays as it is.",
            "descent tune workers runs/2026-11-23T10-15-00-lenet")
    {
        _terminal = terminal;
        Add(_run);
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        TrainingOptions own = TrainingPlan.From(run.Manifest).Training;
        Dataset data = DataName.Load(run.Manifest.Dataset, new LineProgress(_terminal.Error));
        var search = WorkerSearch.Find(run, () => NetworkName.Create(run.Manifest, data), data, TimeSpan.FromSeconds(0.5));
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["reading", "reader alone", "trainer alone", "together", "reader wait", ""])
        {
            TableColumn made = new TableColumn(column).NoWrap();
            table.AddColumn(column is "reading" or "" ? made : made.RightAligned());
        }

        foreach (WorkerTrial trial in search.Trials)
        {
            table.AddRow(
                Reading(trial), ProgressText.Count((long)trial.Reader), ProgressText.Count((long)trial.Trainer), ProgressText.Count((long)trial.Together),
                ProgressText.Percent(trial.Waited), trial == search.Best ? "best" : "");
        }

        _terminal.Tables.Write(table);
        _terminal.Output.WriteLine("In examples/s. Side by side, reading and training give the smaller of the two at most; in turns, less than either.");
        _terminal.Output.WriteLine();
        WorkerTrial best = search.Best;
        bool isOwn = best.Prefetch == 0 ? own.Prefetch == 0 : own.Prefetch > 0 && own.Workers == best.Workers;
        _terminal.Output.WriteLine(isOwn
            ? "The run reads so already."
            : $"Try: {_terminal.Command} train {run.Manifest.Network} --data {run.Manifest.Dataset} --prefetch {best.Prefetch} --workers {best.Workers}");
        return ExitCode.Done;
    }

    private static string Reading(WorkerTrial trial) => trial.Prefetch == 0 ? "in the training thread" : trial.Workers == 1 ? "1 worker" : $"{trial.Workers} workers";
}
