using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>float32, as it is.</summary>
internal readonly unsafe struct Float32Element : IVectorElement
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(nint elements, long index) => Vector512.Load((float*)elements + index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> values, nint elements, long index) => values.Store((float*)elements + index);
}
