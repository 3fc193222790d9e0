using System.Globalization;
using System.Text.Json;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>How long the stages of a pipeline wait for one another, beside what equal stages must; and its speed against one process.</summary>
internal sealed class PipelineBenchmark : IBenchmark
{
    private const double Allowed = 0.05;
    private static readonly int[] MicroBatches = [2, 4, 8, 16];

    public string Name => "pipeline";

    public string Question => "what share of its time is a pipeline of two processes idle, against (p − 1) / (m + p − 1)?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["text.txt"], Text());
        foreach (int count in MicroBatches)
        {
            // The least disturbed of all repetitions: what waits for another program is no bubble.
            List<(double Idle, double Expected, double Speed)> runs = [];
            for (int i = 0; i < options.Repetitions; i++)
            {
                JsonElement result = new ChildJob(Programs.Descent,
                [
                    "launch", "-n", "2", "--threads", "1", "--", "train", "gpt", "--json", "--data", $"text:{folder["text.txt"]}", "--architecture", "layers:6,width:128,heads:4",
                    "--batch-size", "32", "--epochs", "1", "--validation", "0", "--parallel", "pipeline:2",
                    "--micro-batches", count.ToString(CultureInfo.InvariantCulture), "--output", folder[$"run-{count}-{i}"],
                ]).Last("result");
                runs.Add((result.GetProperty("idle").GetDouble(), result.GetProperty("idleExpected").GetDouble(), result.GetProperty("examplesPerSecond").GetDouble()));
            }

            (double idle, double expected, double speed) = runs.MinBy(run => run.Idle);
            double median = runs.Select(run => run.Idle).Order().ElementAt(runs.Count / 2);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{count,2} micro-batches: idle {idle:P1} (median {median:P1}), the formula says {expected:P1}; {speed:N0} examples/s"));
            Claim.AtMost($"share of the time idle with {count} micro-batches, the formula and 5 points", expected + Allowed, idle);
        }
    }

    // Any text will do, the same every time: 280,000 letters are 63 steps, so that the first few, in which programs are compiled, weigh little.
    private static string Text() => string.Join(' ', Enumerable.Range(0, 48_000).Select(i => $"{(char)('a' + (i * i % 23))}{(char)('a' + (i * 7 % 26))}{i % 977}"));
}
