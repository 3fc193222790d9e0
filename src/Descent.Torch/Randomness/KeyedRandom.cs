using System.Runtime.CompilerServices;

namespace Descent.Torch.Randomness;

/// <summary>
/// A stream of random numbers that is a pure function of its key: the n-th number is SplitMix64 (Steele, Lea, Flood 2014) of key + n.
/// </summary>
/// <remarks>A value type: copying it copies the position. Nothing is shared, so threads and ranks cannot change a number.</remarks>
public struct KeyedRandom
{
    private const ulong Golden = 0x9E3779B97F4A7C15;
    private readonly ulong _key;
    private ulong _counter;

    /// <param name="seed">The run's seed.</param>
    /// <param name="a">First coordinate, for example the epoch.</param>
    /// <param name="b">Second coordinate, for example the example's id.</param>
    /// <param name="c">Third coordinate, for example the operation.</param>
    public KeyedRandom(ulong seed, ulong a = 0, ulong b = 0, ulong c = 0)
    {
        _key = Key(seed, a, b, c);
        _counter = 0;
    }

    /// <summary>A 64-bit key that depends on every bit of its four coordinates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Key(ulong seed, ulong a = 0, ulong b = 0, ulong c = 0) =>
        Mix(Mix(Mix(Mix(seed + Golden) ^ (a + Golden)) ^ (b + (Golden << 1))) ^ (c + (Golden << 2)));

    /// <summary>A bijection of 64 bits in which every input bit changes every output bit (Stafford's variant 13).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>64 uniform bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextBits() => Mix(_key + (Golden * ++_counter));

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public float Next(float low, float high) => low + ((high - low) * (float)NextDouble());

    /// <summary>Uniform in {0, …, count − 1}, by Lemire's multiplication; the bias is below count / 2^64.</summary>
    public int NextInt(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return (int)Math.BigMul(NextBits(), (ulong)count, out _);
    }

    /// <summary>Standard normal, by Box and Muller (1958).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }
}
