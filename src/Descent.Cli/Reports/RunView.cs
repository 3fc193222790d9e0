using System.Globalization;
using System.Text.Json;
using Descent.Cli.Progress;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;
using Spectre.Console;

namespace Descent.Cli.Reports;

/// <summary>A run folder for people to read: what was asked, what came out, the last metrics, the checkpoints.</summary>
internal static class RunView
{
    private const int CurveWidth = 60;
    private const string LossName = "train/loss";
    private static readonly JsonSerializerOptions OneLine = new() { WriteIndented = false };

    /// <param name="terminal">Where to write it.</param>
    /// <param name="run">The run.</param>
    /// <param name="path">Its path as the user would type it.</param>
    public static void Write(Terminal terminal, RunFolder run, string path)
    {
        RunManifest manifest = run.Manifest;
        RunResult? result = run.ReadResult();
        Grid grid = NewGrid();
        Add(grid, "run", path);
        Add(grid, "status", RunsTable.Status(result));
        Add(grid, "made", manifest.Created.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        Add(grid, "network", manifest.Network);
        Add(grid, "data", manifest.Dataset);
        Add(grid, "command", string.Join(' ', manifest.CommandLine));
        foreach ((string part, System.Text.Json.Nodes.JsonNode? options) in manifest.Options)
        {
            Add(grid, part, options?.ToJsonString(OneLine) ?? "null");
        }

        Add(grid, "versions", string.Join(", ", manifest.Versions.Select(version => $"{version.Key} {version.Value}")));
        AddResult(grid, result);
        terminal.Tables.Write(grid);
        WriteMetrics(terminal, run);
        string[] checkpoints = Checkpoints(run);
        terminal.Output.WriteLine(checkpoints.Length == 0 ? "No checkpoint yet." : $"Checkpoints: {string.Join(", ", checkpoints)}");
        if (result is null)
        {
            terminal.Output.WriteLine($"Go on with: descent resume {path}");
        }
    }

    private static void AddResult(Grid grid, RunResult? result)
    {
        if (result is null)
        {
            return;
        }

        Add(grid, "steps", $"{ProgressText.Count(result.Steps)} in {result.Epochs} epochs");
        Add(grid, "test accuracy", result.TestAccuracy is { } test ? ProgressText.Percent(test) : "no test examples");
        Add(grid, "test loss", result.TestLoss is { } loss ? loss.ToString("F4", CultureInfo.InvariantCulture) : "no test examples");
        Add(grid, "validation", result.ValidationAccuracy is { } validation ? ProgressText.Percent(validation) : "no validation examples");
        Add(grid, "parameters", ProgressText.Count(result.Parameters));
        Add(grid, "time", $"{ProgressText.Duration(TimeSpan.FromSeconds(result.Seconds))}, {ProgressText.Count((long)result.ExamplesPerSecond)} examples/s");
    }

    private static void WriteMetrics(Terminal terminal, RunFolder run)
    {
        Dictionary<string, MetricValue> last = [];
        List<double> losses = [];
        foreach (MetricValue value in File.Exists(run.MetricsPath) ? MetricsReader.Read(run.MetricsPath) : [])
        {
            last[value.Name] = value;
            if (value.Name == LossName)
            {
                losses.Add(value.Value);
            }
        }

        if (last.Count == 0)
        {
            terminal.Output.WriteLine("No metrics yet.");
            return;
        }

        Grid grid = NewGrid();
        foreach (MetricValue value in last.Values.OrderBy(value => value.Name, StringComparer.Ordinal))
        {
            Add(grid, value.Name, string.Create(CultureInfo.InvariantCulture, $"{value.Value:G6} at step {value.Step:N0}"));
        }

        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Last metrics");
        terminal.Tables.Write(grid);
        if (losses.Count > 1)
        {
            terminal.Output.WriteLine($"{LossName}  {Sparkline.Of(losses, CurveWidth)}");
        }
    }

    private static string[] Checkpoints(RunFolder run) => !Directory.Exists(run.CheckpointsPath) ? [] :
        [.. Directory.EnumerateDirectories(run.CheckpointsPath, "step-*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static Grid NewGrid() => new Grid().AddColumn(new GridColumn().NoWrap().PadRight(3)).AddColumn();

    private static void Add(Grid grid, string name, string value) => grid.AddRow(new Text(name, new Style(Color.Grey)), new Text(value));
}
