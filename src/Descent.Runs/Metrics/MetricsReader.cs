using System.Text.Json;

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
        Dictionary<string, string> names = [];
        byte[] buffer = new byte[LongestLine];
        int start = 0;
        int end = 0;
        long number = 0;
        while (true)
        {
            int length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                number++;
                yield return Parse(buffer.AsSpan(start, length), names)
                    ?? throw new InvalidDataException($"Line {number} of '{path}' is not a logged value.");
                start += length + 1;
                continue;
            }

            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
            if (end == LongestLine)
            {
                throw new InvalidDataException($"Line {number + 1} of '{path}' is longer than {LongestLine} bytes.");
            }

            int count = stream.Read(buffer, end, LongestLine - end);
            if (count == 0)
            {
                yield break;
            }

            end += count;
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
