using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Descent.Data.Normalization;

/// <summary>Exact: sums of whole numbers.</summary>
internal sealed class ByteStatistics(int channels, int plane) : ChannelStatistics(channels, plane)
{
    // As often as two bytes can be added to a 16-bit lane: 128 × 510 = 65280.
    private const int BlockVectors = 128;

    private readonly ulong[] _sums = new ulong[channels];
    private readonly ulong[] _squares = new ulong[channels];

    public override (double Mean, double Variance) Channel(int channel)
    {
        ulong count = (ulong)Examples * (ulong)Plane;
        UInt128 sum = _sums[channel];
        UInt128 spread = ((UInt128)count * _squares[channel]) - (sum * sum);
        return ((double)_sums[channel] / count, (double)spread / count / count);
    }

    protected override bool Accumulate(ReadOnlySpan<byte> input)
    {
        for (int channel = 0; channel < Channels; channel++)
        {
            (ulong sum, ulong squares) = Sums(input.Slice(channel * Plane, Plane));
            _sums[channel] += sum;
            _squares[channel] += squares;
        }

        return true;
    }

    private static (ulong Sum, ulong Squares) Sums(ReadOnlySpan<byte> values)
    {
        ref byte first = ref MemoryMarshal.GetReference(values);
        ulong sum = 0, squares = 0;
        int i = 0;
        while (values.Length - i >= Vector512<byte>.Count)
        {
            int end = i + (Math.Min((values.Length - i) / Vector512<byte>.Count, BlockVectors) * Vector512<byte>.Count);
            Vector512<ushort> blockSum = default;
            Vector512<uint> blockSquares = default;
            for (; i < end; i += Vector512<byte>.Count)
            {
                (Vector512<ushort> low, Vector512<ushort> high) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)i));
                blockSum += low + high;
                // 255² fits 16 bits.
                (Vector512<uint> a, Vector512<uint> b) = Vector512.Widen(low * low);
                (Vector512<uint> c, Vector512<uint> d) = Vector512.Widen(high * high);
                blockSquares += a + b + c + d;
            }

            (Vector512<uint> even, Vector512<uint> odd) = Vector512.Widen(blockSum);
            sum += Vector512.Sum(even + odd);
            squares += Vector512.Sum(blockSquares);
        }

        for (; i < values.Length; i++)
        {
            sum += values[i];
            squares += (ulong)(values[i] * values[i]);
        }

        return (sum, squares);
    }
}
