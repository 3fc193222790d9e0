using System.Runtime.InteropServices;

namespace Descent.Torch.Memory;

/// <summary>Tells glibc's malloc, from which libtorch takes its tensors, to keep what is freed for the next tensor.</summary>
/// <remarks>
/// By default it gives freed memory at the top of its heap back to the kernel. Whether a step's tensors lie there is a matter of luck, and
/// where they do, every step faults its pages in again: LeNet's first convolution then takes 20 to 40 times as long (malloc.c, systrim).
/// The process keeps the most that it ever used. A user's own MALLOC_ settings stand.
/// </remarks>
internal static partial class MallocPolicy
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MmapThreshold = -3; // M_MMAP_THRESHOLD
    private const int LargestMmapThreshold = 32 << 20; // HEAP_MAX_SIZE / 2, where mallopt stops

    /// <summary>Sets the policy for the process; another libc than glibc is left as it is.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null
            || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null
            || !NativeLibrary.TryLoad("libc.so.6", out nint library))
        {
            return;
        }

        if (NativeLibrary.TryGetExport(library, "mallopt", out _))
        {
            _ = MallOpt(TrimThreshold, int.MaxValue);
            _ = MallOpt(MmapThreshold, LargestMmapThreshold);
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
