using System.Text.Json;
using Descent.Runs.Storage;

namespace Descent.Runs.Metrics;

/// <summary>Reads the lines of a <see cref="MetricsLog"/>, also while it grows.</summary>
public static class MetricsReader
{
    private const int LongestLine = 64 * 1024;

    /// <summary>The values in file order. A last line without its end is still being written and is left out.</summary>
    /// <exception cref="InvalidDataException">A complete line is not a logged value; its number is told.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<MetricValue> Read(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        var lines = new BoundedLines(stream, LongestLine);
        Dictionary<string, string> names = [];
        long number = 0;
        while (lines.TryNext(out ReadOnlySpan<byte> line))
        {
            number++;
            yield return Parse(line, names) ?? throw new InvalidDataException($"Line {number} of '{path}' is not a logged value.");
        }
    }

    private static MetricValue? Parse(ReadOnlySpan<byte> line, Dictionary<string, string> names)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            return Parse(ref reader, names);
        }

        // GetString throws the second for bytes that are no UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static MetricValue? Parse(ref Utf8JsonReader reader, Dictionary<string, string> names)
    {
        long? step = null;
        int? epoch = null;
        string? name = null;
        double? value = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string property = reader.GetString()!;
            _ = reader.Read();
            switch (property)
            {
                case "step":
                    step = reader.TryGetInt64(out long s) ? s : null;
                    break;
                case "epoch":
                    epoch = reader.TryGetInt32(out int e) ? e : null;
                    break;
                case "name":
                    name = reader.GetString();
                    break;
                case "value":
                    value = Value(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        // One past the object's end must be the line's end; Read throws if it is not.
        if (reader.Read() || step is null || epoch is null || name is null || value is null)
        {
            return null;
        }

        // The few names repeat on every line: one string each.
        if (!names.TryGetValue(name, out string? known))
        {
            names.Add(name, known = name);
        }

        return new MetricValue(step.Value, epoch.Value, known, value.Value);
    }

    private static double? Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.Number when reader.TryGetDouble(out double number) => number,
        JsonTokenType.String => reader.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => null,
        },
        _ => null,
    };
}
