using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>How many threads compute.</summary>
internal static class CpuThreads
{
    /// <summary>Makes libtorch use so many, every core for 0, and says how many that is.</summary>
    public static int Use(int threads)
    {
        Libtorch.Load();
        int count = threads == 0 ? Environment.ProcessorCount : threads;
        set_num_threads(count);
        return count;
    }
}
