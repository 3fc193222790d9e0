using Descent.Torch.Devices;
using static TorchSharp.torch;

namespace Descent.Torch.Randomness;

/// <summary>libtorch's default generators, made a pure function of a key: set before each piece of work, they carry nothing over.</summary>
public static class TorchRandom
{
    /// <summary>Keys what libtorch draws next: initial weights, dropout masks.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="a">First coordinate, for example the step.</param>
    /// <param name="b">Second coordinate, for example the chunk.</param>
    public static void Key(ulong seed, ulong a = 0, ulong b = 0)
    {
        // TorchSharp takes a signed seed; libtorch uses its 64 bits.
        long key = unchecked((long)KeyedRandom.Key(seed, a, b));
        random.manual_seed(key).Dispose();
        if (Cuda.IsUsed)
        {
            cuda.manual_seed_all(key);
        }
    }
}
