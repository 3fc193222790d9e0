using System.Runtime.InteropServices;
using Descent.Torch.Loading;

namespace Descent.Torch.Memory;

/// <summary>Tells glibc's malloc, from which libtorch takes its tensors, to keep what is freed for the next tensor, and libtorch to ask for huge pages.</summary>
/// <remarks>
/// By default malloc gives freed memory at the top of its heap back to the kernel (malloc.c, systrim), and maps large tensors anew each time.
/// Every step then faults its pages in again: LeNet's first convolution takes 20 to 40 times as long where it is unlucky, and convolutions with
/// tensors of 50 MB always took 1.3 to 8 times as long. So nothing is given back and nothing is mapped apart: the process keeps the most that
/// it ever used. Huge pages for tensors of 2 MB or more, which on memory mapped anew each time were slower, halve what is left to large ones.
/// Only the main thread's heap grows without limit: what is larger than the 64 MB of another thread's is mapped apart as ever. A user's own
/// settings stand.
/// </remarks>
internal static partial class MallocPolicy
{
    private const int TrimThreshold = -1; // M_TRIM_THRESHOLD
    private const int MmapMax = -4; // M_MMAP_MAX
    private const string HugePages = "THP_MEM_ALLOC_ENABLE"; // c10/core/impl/alloc_cpu.cpp

    /// <summary>Sets the policy for the process; another libc than glibc is left as it is.</summary>
    public static void Apply()
    {
        if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is not null
            || Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is not null
            || Environment.GetEnvironmentVariable("MALLOC_MMAP_MAX_") is not null
            || !NativeLibrary.TryLoad("libc.so.6", out nint library))
        {
            return;
        }

        if (NativeLibrary.TryGetExport(library, "mallopt", out _))
        {
            _ = MallOpt(TrimThreshold, int.MaxValue);
            _ = MallOpt(MmapMax, 0);
            NativeEnvironment.SetDefault(HugePages, "1");
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int MallOpt(int parameter, int value);
}
