using System.Numerics;
using System.Runtime.InteropServices;

namespace Descent.Distributed.Mpi;

/// <summary>Memory in which bfloat16 values are summed as float32: no MPI knows the type, and eight bits would be lost at every addition.</summary>
internal sealed unsafe class BFloat16Sums : IDisposable
{
    private const uint QuietBit = 0x0040_0000;
    private const uint JustBelowHalf = 0x7fff;
    private nuint _capacity;

    /// <summary>The float32 values.</summary>
    public float* Values { get; private set; }

    private uint* Bits => (uint*)Values;

    /// <summary>Widens the values, exactly.</summary>
    public void Load(ReadOnlySpan<ushort> values)
    {
        if ((nuint)values.Length > _capacity)
        {
            _capacity = (nuint)values.Length;
            NativeMemory.Free(Values);
            Values = (float*)NativeMemory.Alloc(_capacity, sizeof(float));
        }

        int i = 0;
        for (; i <= values.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(values[i..]), out Vector<uint> low, out Vector<uint> high);
            (low << 16).Store(Bits + i);
            (high << 16).Store(Bits + i + Vector<uint>.Count);
        }

        for (; i < values.Length; i++)
        {
            Bits[i] = (uint)values[i] << 16;
        }
    }

    /// <summary>Rounds the sums to the nearest, ties to even; a NaN stays one.</summary>
    public void Store(Span<ushort> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Narrow(Round(Vector.Load(Bits + i)), Round(Vector.Load(Bits + i + Vector<uint>.Count))).CopyTo(values[i..]);
        }

        for (; i < values.Length; i++)
        {
            values[i] = (ushort)Round(new Vector<uint>(Bits[i]))[0];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        NativeMemory.Free(Values);
        Values = null;
        _capacity = 0;
    }

    private static Vector<uint> Round(Vector<uint> bits)
    {
        Vector<float> floats = Vector.AsVectorSingle(bits);
        Vector<uint> isNumber = Vector.AsVectorUInt32(Vector.Equals(floats, floats));
        Vector<uint> rounded = bits + new Vector<uint>(JustBelowHalf) + ((bits >>> 16) & Vector<uint>.One);
        return Vector.ConditionalSelect(isNumber, rounded, bits | new Vector<uint>(QuietBit)) >>> 16;
    }
}
