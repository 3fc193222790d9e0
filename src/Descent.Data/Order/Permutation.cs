using System.Numerics;
using Descent.Torch.Randomness;

namespace Descent.Data.Order;

/// <summary>
/// The order of one epoch as a pure function: which example stands at a position, in O(1) and without a list.
/// A balanced Feistel network (Luby and Rackoff 1988) on an even number of bits, with cycle-walking (Black and Rogaway 2002) down to the count.
/// </summary>
public readonly struct Permutation
{
    private const int Rounds = 6;

    // With halves of one or two bits, six rounds favour some orders of a tiny count.
    private const int FewestHalfBits = 3;

    // Keeps these keys apart from those of transforms, which share the coordinates seed and epoch.
    private const ulong Purpose = 0x6F72646572;

    private readonly ulong _key;
    private readonly int _halfBits;

    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch; every number has an order of its own.</param>
    /// <param name="count">How many examples, 0 to 2^62.</param>
    public Permutation(ulong seed, long epoch, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 1L << 62);
        _key = KeyedRandom.Key(seed, (ulong)epoch, (ulong)count, Purpose);
        _halfBits = Math.Max(FewestHalfBits, (65 - BitOperations.LeadingZeroCount((ulong)Math.Max(0, count - 1))) / 2);
        Count = count;
    }

    /// <summary>How many examples are put in order.</summary>
    public long Count { get; }

    /// <summary>The example at a position, both in [0, Count).</summary>
    public long At(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position, Count);
        return Walk((ulong)position);
    }

    /// <summary>The examples at the positions start, start + 1, …</summary>
    /// <param name="start">The first position.</param>
    /// <param name="order">Filled whole; start + order.Length is at most Count.</param>
    public void Fill(long start, Span<long> order)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - order.Length);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = Walk((ulong)(start + i));
        }
    }

    // The network permutes the next power of four, at most 4 × Count (64 for a tiny Count), so a few turns reach [0, Count).
    private long Walk(ulong value)
    {
        ulong mask = (1UL << _halfBits) - 1;
        do
        {
            ulong left = value >> _halfBits;
            ulong right = value & mask;
            for (ulong round = 0; round < Rounds; round++)
            {
                (left, right) = (right, left ^ (KeyedRandom.Mix(_key + ((round << 32) | right)) & mask));
            }

            value = (left << _halfBits) | right;
        }
        while (value >= (ulong)Count);
        return (long)value;
    }
}
