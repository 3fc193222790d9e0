using System.Globalization;
using System.Text.Json;
using Descent.Cli.Progress;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;

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
        FactList facts = new();
        facts.Add("run", path);
        facts.Add("status", RunsTable.Status(result));
        facts.Add("made", manifest.Created.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture));
        facts.Add("network", manifest.Network);
        facts.Add("data", manifest.Dataset);
        facts.Add("command", string.Join(' ', manifest.CommandLine));
        foreach ((string part, System.Text.Json.Nodes.JsonNode? options) in manifest.Options)
        {
            facts.Add(part, options?.ToJsonString(OneLine) ?? "null");
        }

        facts.Add("versions", string.Join(", ", manifest.Versions.Select(version => $"{version.Key} {version.Value}")));
        AddResult(facts, result);
        facts.Write(terminal);
        WriteMetrics(terminal, run);
        string[] checkpoints = Checkpoints(run);
        terminal.Output.WriteLine(checkpoints.Length == 0 ? "No checkpoint yet." : $"Checkpoints: {string.Join(", ", checkpoints)}");
        if (result is null)
        {
            terminal.Output.WriteLine($"Go on with: descent resume {path}");
        }
    }

    private static void AddResult(FactList facts, RunResult? result)
    {
        if (result is null)
        {
            return;
        }

        facts.Add("steps", $"{ProgressText.Count(result.Steps)} in {result.Epochs} epochs");
        facts.Add("test accuracy", result.TestAccuracy is { } test ? ProgressText.Percent(test) : "no test examples");
        if (result.TestExactMatch is { } exact)
        {
            facts.Add("test exact match", ProgressText.Percent(exact));
        }

        facts.Add("test loss", result.TestLoss is { } loss ? loss.ToString("F4", CultureInfo.InvariantCulture) : "no test examples");
        facts.Add("validation", result.ValidationAccuracy is { } validation ? ProgressText.Percent(validation) : "no validation examples");
        facts.Add("parameters", ProgressText.Count(result.Parameters));
        facts.Add("time", $"{ProgressText.Duration(TimeSpan.FromSeconds(result.Seconds))}, {ProgressText.Count((long)result.ExamplesPerSecond)} examples/s");
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

        FactList facts = new();
        foreach (MetricValue value in last.Values.OrderBy(value => value.Name, StringComparer.Ordinal))
        {
            facts.Add(value.Name, string.Create(CultureInfo.InvariantCulture, $"{value.Value:G6} at step {value.Step:N0}"));
        }

        terminal.Output.WriteLine();
        terminal.Output.WriteLine("Last metrics");
        facts.Write(terminal);
        if (losses.Count > 1)
        {
            terminal.Output.WriteLine($"{LossName}  {Sparkline.Of(losses, CurveWidth)}");
        }
    }

    private static string[] Checkpoints(RunFolder run) => !Directory.Exists(run.CheckpointsPath) ? [] :
        [.. Directory.EnumerateDirectories(run.CheckpointsPath, "step-*").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
