using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Descent.Data.Normalization;

/// <summary>(x − mean) × scale, 512 bits at a time; the same bits on every processor, since each operation is rounded by itself.</summary>
internal static class Standardization
{
    /// <summary>One channel of bytes.</summary>
    public static void Plane(ReadOnlySpan<byte> input, float mean, float scale, Span<float> output)
    {
        int vector = Vector512<byte>.Count;
        if (input.Length < vector)
        {
            for (int i = 0; i < input.Length; i++)
            {
                output[i] = (input[i] - mean) * scale;
            }

            return;
        }

        ref byte from = ref MemoryMarshal.GetReference(input);
        ref float to = ref MemoryMarshal.GetReference(output[..input.Length]);
        Vector512<float> means = Vector512.Create(mean), scales = Vector512.Create(scale);
        nuint last = (nuint)(input.Length - vector);
        for (nuint i = 0; i < last; i += (nuint)vector)
        {
            Bytes(ref from, ref to, i, means, scales);
        }

        // The last vector may overlap the one before: the same numbers once more are cheaper than a scalar rest.
        Bytes(ref from, ref to, last, means, scales);
    }

    /// <summary>One channel of floats.</summary>
    public static void Plane(ReadOnlySpan<float> input, float mean, float scale, Span<float> output)
    {
        ref float from = ref MemoryMarshal.GetReference(input);
        ref float to = ref MemoryMarshal.GetReference(output[..input.Length]);
        Vector512<float> means = Vector512.Create(mean), scales = Vector512.Create(scale);
        int i = 0;
        for (; i <= input.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            ((Vector512.LoadUnsafe(ref from, (nuint)i) - means) * scales).StoreUnsafe(ref to, (nuint)i);
        }

        for (; i < input.Length; i++)
        {
            output[i] = (input[i] - mean) * scale;
        }
    }

    /// <summary>Bytes that are a channel each.</summary>
    public static void Features(ReadOnlySpan<byte> input, float[] means, float[] scales, Span<float> output)
    {
        for (int i = 0; i < input.Length; i++)
        {
            output[i] = (input[i] - means[i]) * scales[i];
        }
    }

    /// <summary>Floats that are a channel each.</summary>
    public static void Features(ReadOnlySpan<float> input, float[] means, float[] scales, Span<float> output)
    {
        ref float from = ref MemoryMarshal.GetReference(input);
        ref float to = ref MemoryMarshal.GetReference(output[..input.Length]);
        ref float mean = ref means[0];
        ref float scale = ref scales[0];
        int i = 0;
        for (; i <= input.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            nuint at = (nuint)i;
            ((Vector512.LoadUnsafe(ref from, at) - Vector512.LoadUnsafe(ref mean, at)) * Vector512.LoadUnsafe(ref scale, at)).StoreUnsafe(ref to, at);
        }

        for (; i < input.Length; i++)
        {
            output[i] = (input[i] - means[i]) * scales[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Bytes(ref byte from, ref float to, nuint at, Vector512<float> means, Vector512<float> scales)
    {
        (Vector512<ushort> low, Vector512<ushort> high) = Vector512.Widen(Vector512.LoadUnsafe(ref from, at));
        (Vector512<uint> a, Vector512<uint> b) = Vector512.Widen(low);
        (Vector512<uint> c, Vector512<uint> d) = Vector512.Widen(high);
        Store(a, ref to, at, means, scales);
        Store(b, ref to, at + 16, means, scales);
        Store(c, ref to, at + 32, means, scales);
        Store(d, ref to, at + 48, means, scales);
    }

    // Signed, because only AVX-512 converts unsigned numbers in one instruction.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<uint> values, ref float to, nuint at, Vector512<float> means, Vector512<float> scales) =>
        ((Vector512.ConvertToSingle(values.AsInt32()) - means) * scales).StoreUnsafe(ref to, at);
}
