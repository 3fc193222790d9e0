using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Torch.Memory;
using Descent.Training.Optimizers;
using static TorchSharp.torch;

namespace Descent.Bench.Measuring;

/// <summary>How fast memory can be read and written where it lies: a ← a + s·b over two buffers that no cache holds.</summary>
internal static class Bandwidth
{
    private const int Elements = 1 << 26; // 256 MB each
    private const int Slices = 8;
    private const int BytesMoved = 3 * sizeof(float);

    /// <summary>Bytes a second, the best of some passes.</summary>
    public static double Measure(int threads, int repetitions)
    {
        using NativeBuffer sums = new(Elements, ScalarType.Float32);
        using NativeBuffer terms = new(Elements, ScalarType.Float32);
        var passes = new ParallelSlices(Slices, threads, slice => Add(sums, terms, slice * (Elements / Slices), Elements / Slices));
        double best = double.MaxValue;
        for (int i = 0; i <= repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            passes.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return (double)Elements * BytesMoved / best;
    }

    private static void Add(NativeBuffer sums, NativeBuffer terms, int start, int count)
    {
        ref float a = ref MemoryMarshal.GetReference(sums.As<float>()[start..]);
        ref float b = ref MemoryMarshal.GetReference(terms.As<float>()[start..]);
        for (nuint i = 0; i < (nuint)count; i += (nuint)Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref a, i) + (Vector512.LoadUnsafe(ref b, i) * 0.5f)).StoreUnsafe(ref a, i);
        }
    }
}
