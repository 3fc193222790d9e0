using static TorchSharp.torch;

namespace Descent.Torch.Randomness;

/// <summary>libtorch's default generator, made a pure function of a key: set before each piece of work, it carries nothing over.</summary>
public static class TorchRandom
{
    /// <summary>Keys what libtorch draws next: initial weights, dropout masks.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="a">First coordinate, for example the step.</param>
    /// <param name="b">Second coordinate, for example the chunk.</param>
    public static void Key(ulong seed, ulong a = 0, ulong b = 0) =>
        // TorchSharp takes a signed seed; libtorch uses its 64 bits.
        random.manual_seed(unchecked((long)KeyedRandom.Key(seed, a, b))).Dispose();
}
