using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace Descent.Tests;

/// <summary>Golden values of tests/golden, made by the PyTorch scripts beside them. Read here anew, so that no reader of the project vouches for itself.</summary>
internal static class Golden
{
    /// <summary>Every array of tests/golden/NAME.safetensors by its name.</summary>
    public static IReadOnlyDictionary<string, Tensor> Load(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Root, "tests", "golden", $"{name}.safetensors"));
        int header = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file));
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        return json.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => Read(entry.Value, file.AsSpan(8 + header)));
    }

    /// <summary>Fails where an element is further from the golden one than tolerance × the largest golden magnitude.</summary>
    public static void Close(Tensor expected, Tensor actual, double tolerance, string what = "")
    {
        Assert.Equal(expected.shape, actual.shape);
        using Tensor wanted = expected.to(ScalarType.Float64);
        using Tensor difference = (actual.detach().to(ScalarType.Float64) - wanted).abs();
        double scale = wanted.numel() == 0 ? 0 : wanted.abs().max().item<double>();
        double worst = wanted.numel() == 0 ? 0 : difference.max().item<double>();
        Assert.True(worst <= tolerance * Math.Max(scale, double.Epsilon), $"{what}: {worst:g3} away, largest golden value {scale:g3}, tolerance {tolerance:g1}");
    }

    private static Tensor Read(JsonElement entry, ReadOnlySpan<byte> data)
    {
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        JsonElement offsets = entry.GetProperty("data_offsets");
        ScalarType type = entry.GetProperty("dtype").GetString() switch
        {
            "F64" => ScalarType.Float64,
            "F32" => ScalarType.Float32,
            "I64" => ScalarType.Int64,
            "U8" => ScalarType.Byte,
            "BOOL" => ScalarType.Bool,
            var other => throw new FormatException($"Golden values are not of type {other}."),
        };
        Tensor tensor = empty(shape, type);
        data[offsets[0].GetInt32()..offsets[1].GetInt32()].CopyTo(tensor.bytes);
        return tensor;
    }
}
