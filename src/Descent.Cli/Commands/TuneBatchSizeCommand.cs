using System.CommandLine;
using System.Globalization;
using Descent.Cli.Progress;
using Descent.Cli.Reports;
using Descent.Data;
using Descent.Doctor.Advisers;
using Descent.Runs;
using Descent.Training;
using Spectre.Console;

namespace Descent.Cli.Commands;

/// <summary>Finds a batch size by running several on forks of a run.</summary>
internal sealed class TuneBatchSizeCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly Argument<string> _run = RunPath.Argument();
    private readonly Option<int?> _from = new("--from") { HelpName = "N", Description = "The smallest size to run, 1 or more. Default an eighth of the run's own." };
    private readonly Option<int?> _to = new("--to") { HelpName = "N", Description = "The largest; each is twice the one before. Default 16 times the run's own, or a quarter of an epoch." };

    public TuneBatchSizeCommand(Terminal terminal)
        : base(
            "batch-size", "Find a batch size: run several on forks, and see speed, memory and the time to the same loss. The run stays as it is.",
            "descent tune batch-size runs/2026-11-23T10-15-00-lenet",
            "descent tune batch-size runs/2026-11-23T10-15-00-lenet --from 32 --to 4096")
    {
        _terminal = terminal;
        Add(_run);
        Add(_from);
        Add(_to);
    }

    public override IReadOnlyList<Mistake> FindMistakes(ParseResult result)
    {
        List<Mistake> mistakes = [];
        int? from = result.GetValue(_from), to = result.GetValue(_to);
        foreach ((string name, int? size) in new[] { ("--from", from), ("--to", to) })
        {
            if (size is < 1 or > 1 << 20)
            {
                mistakes.Add(new Mistake($"{name} is out of range.", $"{size}", "1 to 1,048,576", "Leave it out for a range around the run's own."));
            }
        }

        if (from > to)
        {
            mistakes.Add(new Mistake("The range of sizes is empty.", $"--from {from} --to {to}", "a --to that is not below --from", "Exchange the two."));
        }

        return mistakes;
    }

    public override int Run(ParseResult result)
    {
        RunFolder run = RunFolder.Open(result.GetValue(_run)!);
        var plan = TrainingPlan.From(run.Manifest);
        Dataset data = DataName.Load(run.Manifest.Dataset, new LineProgress(_terminal.Error));
        (int from, int to) = BatchSizeSearch.Range(run, data);
        from = result.GetValue(_from) ?? Math.Min(from, result.GetValue(_to) ?? from);
        to = result.GetValue(_to) ?? Math.Max(from, to);
        var search = BatchSizeSearch.Find(run, () => NetworkName.Create(run.Manifest, data), data, from, to, TimeSpan.FromSeconds(0.4), BatchSizeSearch.Memory, Say);
        WriteTable(search, plan.Training.BatchSize);
        WriteFacts(search);
        BatchSizeTrial best = search.Best;
        _terminal.Output.WriteLine();
        _terminal.Output.WriteLine(best.BatchSize == plan.Training.BatchSize
            ? $"The run's own {best.BatchSize} is the best of them."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"Try: {_terminal.Command} train {run.Manifest.Network} --data {run.Manifest.Dataset} --batch-size {best.BatchSize} --learning-rate {BatchSizeSearch.LearningRate(plan, best.BatchSize):G2}"));
        return ExitCode.Done;
    }

    private void Say(BatchSizeTrial trial) =>
        _terminal.Error.WriteLine($"batch {ProgressText.Count(trial.BatchSize)}: {ProgressText.Count((long)trial.ExamplesPerSecond)} examples/s");

    private void WriteTable(BatchSizeSearch search, int own)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["batch", "examples/s", "memory", "time to the same loss", ""])
        {
            TableColumn made = new TableColumn(column).NoWrap();
            table.AddColumn(column.Length == 0 ? made : made.RightAligned());
        }

        foreach (BatchSizeTrial trial in search.Trials)
        {
            string[] notes =
            [
                .. trial.BatchSize == own ? ["the run's own"] : Array.Empty<string>(),
                .. trial == search.AtKnee ? ["knee"] : Array.Empty<string>(),
                .. trial == search.Best ? ["best"] : Array.Empty<string>(),
            ];
            table.AddRow(
                ProgressText.Count(trial.BatchSize), ProgressText.Count((long)trial.ExamplesPerSecond), Megabytes(trial.PeakBytes),
                search.NoiseScale is null ? "–" : string.Create(CultureInfo.InvariantCulture, $"{search.RelativeTime(trial):F2}x"), string.Join(", ", notes));
        }

        _terminal.Tables.Write(table);
    }

    private void WriteFacts(BatchSizeSearch search)
    {
        FactList facts = new();
        facts.Add("noise scale", search.NoiseScale switch
        {
            null => "not known: the run trained without the doctor, so the knee decides",
            double.PositiveInfinity => "above every size: noise is all that the gradients of the run's steps have",
            { } scale => $"{ProgressText.Count((long)Math.Round(scale))} examples, the median of the run: far above it more examples bring little to a step",
        });
        facts.Add("knee", $"{ProgressText.Count(search.AtKnee.BatchSize)}: the smallest with nine tenths of the highest speed");
        facts.Add("memory", search.TooLarge is { } tooLarge
            ? $"{ProgressText.Count(tooLarge.BatchSize)} was not run: about {Megabytes(tooLarge.Bytes)} of {Megabytes(BatchSizeSearch.Memory)}"
            : $"all fit in {Megabytes(BatchSizeSearch.Memory)}; what a size takes is the most that the process had had at its end");
        facts.Write(_terminal);
    }

    private static string Megabytes(long bytes) => $"{ProgressText.Count(bytes >> 20)} MB";
}
