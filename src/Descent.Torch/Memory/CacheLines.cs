using System.Runtime.Intrinsics.X86;

namespace Descent.Torch.Memory;

/// <summary>Hints to the processor's caches.</summary>
public static unsafe class CacheLines
{
    private const int Size = 64;

    /// <summary>Asks for memory that will be read soon, without waiting for it; does nothing where there is no such instruction.</summary>
    public static void Prefetch(ReadOnlySpan<byte> memory)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        // A hint never faults, so the memory may move while it is given.
        fixed (byte* start = memory)
        {
            for (int i = 0; i < memory.Length; i += Size)
            {
                Sse.Prefetch0(start + i);
            }
        }
    }
}
