using System.Runtime.InteropServices;

namespace Descent.Torch.Memory;

/// <summary>Memory of the calling thread for the insides of one operator, aligned to cache lines, kept from call to call.</summary>
internal static unsafe class Scratch
{
    private const int CacheLine = 64;

    [ThreadStatic]
    private static float* _memory;

    [ThreadStatic]
    private static nuint _capacity;

    /// <summary>At least so many floats, not set to anything; valid until the thread's next call.</summary>
    public static float* Floats(long count)
    {
        if ((nuint)count > _capacity)
        {
            NativeMemory.AlignedFree(_memory);
            _capacity = (nuint)count;
            _memory = (float*)NativeMemory.AlignedAlloc(_capacity * sizeof(float), CacheLine);
        }

        return _memory;
    }
}
