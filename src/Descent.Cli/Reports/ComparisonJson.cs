using System.Text.Json;
using Descent.Cli.Comparison;

namespace Descent.Cli.Reports;

/// <summary>A comparison as one JSON object on a line.</summary>
internal static class ComparisonJson
{
    public static void Write(TextWriter output, RunComparison comparison, string dataset)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("dataset", dataset);
            json.WriteString("test", comparison.IsPaired ? "mcnemar" : "two-proportion");
            json.WriteString("recommended", comparison.Recommended.Run.Run);
            json.WriteStartArray("runs");
            foreach (RankedRun rank in comparison.Ranks)
            {
                WriteRun(json, rank);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static void WriteRun(Utf8JsonWriter json, RankedRun rank)
    {
        ComparedRun run = rank.Run;
        json.WriteStartObject();
        json.WriteString("run", run.Run);
        json.WriteString("network", run.Network);
        json.WriteNumber("accuracy", run.Accuracy.Share);
        json.WriteNumber("low", run.Accuracy.Low);
        json.WriteNumber("high", run.Accuracy.High);
        json.WriteNumber("counted", run.Accuracy.Of);
        Number(json, "p", rank.P);
        json.WriteBoolean("belowBest", rank.IsBelowBest);
        json.WriteNumber("parameters", run.Parameters);
        Number(json, "flops", run.Flops);
        Number(json, "latencyMilliseconds", run.Latency?.TotalMilliseconds);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
