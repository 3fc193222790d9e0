using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Descent.Training.Checkpoints;

/// <summary>
/// Writes the safetensors format (https://github.com/huggingface/safetensors): the header's length as 8 bytes, a JSON header padded with
/// spaces to a multiple of 8, the bytes of every tensor.
/// </summary>
internal static class SafetensorsWriter
{
    /// <summary>Writes every array straight from its memory, wide elements first so that each is aligned to its size.</summary>
    /// <exception cref="ArgumentException">Two arrays have one name.</exception>
    /// <exception cref="IOException">The disk is full or failed.</exception>
    public static void Write(Stream stream, IReadOnlyList<NamedArray> arrays)
    {
        NamedArray[] ordered = [.. arrays.OrderByDescending(array => TensorTypes.Bytes(array.Type))];
        ReadOnlySpan<byte> header = Header(ordered);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach (NamedArray array in ordered)
        {
            stream.Write(array.Data.Span);
        }
    }

    private static ReadOnlySpan<byte> Header(IReadOnlyList<NamedArray> arrays)
    {
        ArrayBufferWriter<byte> buffer = new();
        using Utf8JsonWriter json = new(buffer);
        json.WriteStartObject();
        json.WriteStartObject(SafetensorsHeader.Metadata);
        // Readers of the ecosystem ask for the layout's name, and refuse a file without it.
        json.WriteString("format", "pt");
        Dictionary<string, ArraySlice> slices = arrays.Where(array => array.Slice is not null).ToDictionary(array => array.Name, array => array.Slice!);
        if (slices.Count > 0)
        {
            json.WriteString(SafetensorsHeader.Slices, JsonSerializer.Serialize(slices, SliceJson.Default.DictionaryStringArraySlice));
        }

        json.WriteEndObject();
        HashSet<string> names = [SafetensorsHeader.Metadata];
        long offset = 0;
        foreach (NamedArray array in arrays)
        {
            if (!names.Add(array.Name))
            {
                throw new ArgumentException($"The name '{array.Name}' is taken.", nameof(arrays));
            }

            json.WriteStartObject(array.Name);
            json.WriteString("dtype", array.Type.ToString());
            WriteNumbers(json, "shape", array.Shape);
            WriteNumbers(json, "data_offsets", [offset, offset += array.Data.Length]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        int padding = -buffer.WrittenCount & 7;
        buffer.GetSpan(padding)[..padding].Fill((byte)' ');
        buffer.Advance(padding);
        return buffer.WrittenSpan;
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
