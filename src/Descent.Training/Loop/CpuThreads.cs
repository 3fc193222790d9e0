using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>How many threads compute.</summary>
internal static class CpuThreads
{
    // Compute threads wait for one another after every layer: one that shares its core with the reader, or with another program, holds up
    // all of them. LeNet's step took 9 % longer so, and lost nothing by computing on the other core alone.
    private static int Default => Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>So many where they leave no core to a reader, else 0.</summary>
    /// <remarks>A reader's thread on the only core takes turns with the one that computes, which made LeNet's step a fifth longer than reading in it.</remarks>
    public static int OnEveryCore(int threads) => threads >= Environment.ProcessorCount ? threads : 0;

    /// <summary>Makes libtorch use so many, every core but one for 0, and says how many that is.</summary>
    public static int Use(int threads)
    {
        Libtorch.Load();
        int count = threads == 0 ? Default : threads;
        set_num_threads(count);
        return count;
    }
}
