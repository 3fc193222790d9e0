using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>bfloat16: the upper half of a float32, rounded to the nearest, ties to even; what is no number stays none.</summary>
internal readonly unsafe struct BFloat16Element : IVectorElement
{
    private const int Half = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(nint elements, long index) =>
        (Vector512.WidenLower(Vector256.Load((ushort*)elements + index).ToVector512Unsafe()) << Half).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, nint elements, long index)
    {
        Vector512<uint> bits = values.AsUInt32();
        Vector512<uint> rounded = bits + Vector512.Create(0x7FFFu) + ((bits >> Half) & Vector512<uint>.One);
        Vector512<uint> kept = Vector512.ConditionalSelect(Vector512.Equals(values, values).AsUInt32(), rounded, Vector512.Create(0x7FC00000u));
        Vector512.Narrow(kept >> Half, Vector512<uint>.Zero).GetLower().Store((ushort*)elements + index);
    }
}
