using Descent.Cli.Progress;
using Descent.Runs;
using Descent.Runs.Metrics;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>Runs, one a row, the newest last.</summary>
internal static class RunsTable
{
    public static void Write(Terminal terminal, IReadOnlyList<RunFolder> runs, Func<string, string> shorten)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in (string[])["run", "status", "network", "data", "accuracy", "steps"])
        {
            // Only a data set's path may be long, and is broken where the terminal is narrow.
            TableColumn made = column == "data" ? new TableColumn(column) : new TableColumn(column).NoWrap();
            table.AddColumn(column is "accuracy" or "steps" ? made.RightAligned() : made);
        }

        foreach (RunFolder run in runs)
        {
            RunResult? result = run.ReadResult();
            table.AddRow(
                Markup.Escape(shorten(run.Path)), Status(result), Markup.Escape(run.Manifest.Network), Markup.Escape(run.Manifest.Dataset),
                result?.TestAccuracy is { } accuracy ? ProgressText.Percent(accuracy) : "–", ProgressText.Count(result?.Steps ?? LastStep(run)));
        }

        terminal.Tables.Write(table);
    }

    public static string Status(RunResult? result) => result?.Status switch
    {
        RunStatus.Finished => "finished",
        RunStatus.EarlyStopped => "stopped early",
        _ => "unfinished",
    };

    private static long LastStep(RunFolder run) =>
        File.Exists(run.MetricsPath) ? MetricsReader.Read(run.MetricsPath).Select(value => value.Step).LastOrDefault() : 0;
}
