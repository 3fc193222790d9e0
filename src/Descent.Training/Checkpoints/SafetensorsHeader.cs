using System.Text.Json;

namespace Descent.Training.Checkpoints;

/// <summary>The JSON header of a safetensors file: {name: {dtype, shape, data_offsets}} and a map of strings.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The entry that is no tensor.</summary>
    public const string Metadata = "__metadata__";

    /// <summary>The metadata that tells of tensors that are slices: a JSON text of {name: slice}.</summary>
    public const string Slices = "descent.slices";

    /// <summary>Bytes that a header may have, by the format.</summary>
    public const int MaxBytes = 100_000_000;

    private const int MaxTensors = 1_000_000;
    private const int MaxDimensions = 64;

    /// <summary>The tensors in the order of their bytes, which they cover without hole or overlap.</summary>
    /// <param name="header">The JSON text.</param>
    /// <param name="dataLength">Bytes behind the header.</param>
    /// <exception cref="FormatException">The header breaks a rule of the format; the message is the end of a sentence.</exception>
    public static List<SafetensorsEntry> Parse(ReadOnlySpan<byte> header, long dataLength)
    {
        if (header is not [(byte)'{', ..])
        {
            throw new FormatException("its header does not begin with '{'.");
        }

        try
        {
            List<SafetensorsEntry> entries = ParseEntries(header);
            CheckLayout(entries, dataLength);
            return entries;
        }

        // GetString throws the second for text that is no UTF-8 or UTF-16.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException($"its header is no JSON: {e.Message}", e);
        }
    }

    private static List<SafetensorsEntry> ParseEntries(ReadOnlySpan<byte> header)
    {
        Utf8JsonReader reader = new(header);
        reader.Read();
        List<SafetensorsEntry> entries = [];
        HashSet<string> names = [];
        Dictionary<string, ArraySlice> slices = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw new FormatException($"its header has the name '{name}' twice.");
            }

            if (name == Metadata)
            {
                slices = ParseMetadata(ref reader);
            }
            else if (entries.Count == MaxTensors)
            {
                throw new FormatException($"its header has more than {MaxTensors} tensors.");
            }
            else
            {
                entries.Add(ParseEntry(ref reader, name));
            }
        }

        // Text after the object is told here.
        reader.Read();
        return [.. entries.Select(entry => slices.Remove(entry.Name, out ArraySlice? slice) ? entry with { Slice = slice } : entry)];
    }

    private static Dictionary<string, ArraySlice> ParseMetadata(ref Utf8JsonReader reader)
    {
        Dictionary<string, ArraySlice> slices = [];
        Expect(ref reader, JsonTokenType.StartObject, Metadata);
        HashSet<string> keys = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            if (!keys.Add(key))
            {
                throw new FormatException($"its {Metadata} has a key twice.");
            }

            Expect(ref reader, JsonTokenType.String, Metadata);
            if (key == Slices)
            {
                slices = JsonSerializer.Deserialize(reader.GetString()!, SliceJson.Default.DictionaryStringArraySlice) ?? [];
            }
        }

        return slices;
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader reader, string name)
    {
        Expect(ref reader, JsonTokenType.StartObject, name);
        TensorType? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("dtype") && type is null)
            {
                Expect(ref reader, JsonTokenType.String, name);
                string dtype = reader.GetString()!;
                type = TensorTypes.Find(dtype) ?? throw new FormatException(
                    $"'{name}' has the type '{dtype}'; known are {string.Join(", ", Enum.GetNames<TensorType>())}.");
            }
            else if (reader.ValueTextEquals("shape") && shape is null)
            {
                shape = ParseNumbers(ref reader, name, MaxDimensions);
            }
            else if (reader.ValueTextEquals("data_offsets") && offsets is null)
            {
                offsets = ParseNumbers(ref reader, name, 2);
            }
            else
            {
                throw new FormatException($"'{name}' has a field too many: '{reader.GetString()}'.");
            }
        }

        return type is not null && shape is not null && offsets is [long begin, long end]
            ? new SafetensorsEntry(name, type.Value, shape, begin, end)
            : throw new FormatException($"'{name}' lacks its dtype, its shape or its two data_offsets.");
    }

    private static long[] ParseNumbers(ref Utf8JsonReader reader, string name, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, name);
        List<long> numbers = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (numbers.Count == most || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out long number) || number < 0)
            {
                throw new FormatException($"'{name}' has a list that is not of at most {most} whole numbers from 0 to 2^63 − 1.");
            }

            numbers.Add(number);
        }

        return [.. numbers];
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token, string name)
    {
        reader.Read();
        if (reader.TokenType != token)
        {
            throw new FormatException($"'{name}' has a {reader.TokenType} where a {token} belongs.");
        }
    }

    private static void CheckLayout(List<SafetensorsEntry> entries, long dataLength)
    {
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        long expected = 0;
        foreach (SafetensorsEntry entry in entries)
        {
            if (entry.Begin != expected)
            {
                throw new FormatException(
                    $"'{entry.Name}' begins at byte {entry.Begin} where {expected} is next: its tensors {(entry.Begin < expected ? "overlap" : "leave a hole")}.");
            }

            if (entry.End - entry.Begin != Size(entry))
            {
                throw new FormatException(
                    $"'{entry.Name}' is {NamedArray.Describe(entry.Type, entry.Shape)} and lies from byte {entry.Begin} to {entry.End}, which is another size.");
            }

            expected = entry.End;
        }

        if (expected != dataLength)
        {
            throw new FormatException($"it has {dataLength} bytes of data where its header tells of {expected}.");
        }
    }

    private static long Size(SafetensorsEntry entry)
    {
        try
        {
            return TensorTypes.Bytes(entry.Type, entry.Shape);
        }
        catch (OverflowException)
        {
            throw new FormatException($"'{entry.Name}' is {NamedArray.Describe(entry.Type, entry.Shape)}, 2^63 bytes or more.");
        }
    }
}
