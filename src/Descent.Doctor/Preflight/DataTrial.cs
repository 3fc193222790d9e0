using System.Buffers.Binary;
using System.IO.Hashing;
using Descent.Data.Sources;
using Descent.Doctor.History;

namespace Descent.Doctor.Preflight;

/// <summary>Looks for examples that occur twice, in training and test or with two labels, where all lie in memory.</summary>
internal static class DataTrial
{
    // So many bytes are digested in a fraction of a second.
    private const long MostBytes = 256L << 20;

    /// <summary>Adds to the facts what the examples' bytes show.</summary>
    public static PreflightFacts Measure(PreflightFacts facts, IMapSource train, IMapSource? test)
    {
        if (train is not IResidentSource inMemory || (train.Count + (test?.Count ?? 0)) * train.Format.Input.Bytes > MostBytes)
        {
            return facts;
        }

        Dictionary<UInt128, (long Count, ulong Label, bool IsConflicting)> known = new((int)train.Count);
        for (long i = 0; i < train.Count; i++)
        {
            UInt128 key = Digest(inMemory.Input(i));
            ulong label = (ulong)Digest(inMemory.Label(i));
            known[key] = known.TryGetValue(key, out (long Count, ulong Label, bool IsConflicting) before)
                ? (before.Count + 1, before.Label, before.IsConflicting || before.Label != label)
                : (1, label, false);
        }

        facts = facts with
        {
            Repeated = known.Values.Where(entry => entry.Count > 1).Sum(entry => entry.Count),
            Conflicting = known.Values.Where(entry => entry.IsConflicting).Sum(entry => entry.Count),
        };
        return test is IResidentSource tests
            ? facts with { TestLookedUp = test.Count, TestInTrain = Indices(test.Count).Count(i => known.ContainsKey(Digest(tests.Input(i)))) }
            : facts;
    }

    /// <summary>Training examples of each class; none where labels are no class numbers or do not lie in memory.</summary>
    public static IReadOnlyList<long> CountClasses(IMapSource train)
    {
        if (train is not IResidentSource inMemory || train.Format.Label != ArrayFormat.ClassNumber || train.ClassNames.Count == 0)
        {
            return [];
        }

        long[] counts = new long[train.ClassNames.Count];
        for (long i = 0; i < train.Count; i++)
        {
            counts[BinaryPrimitives.ReadInt64LittleEndian(inMemory.Label(i))]++;
        }

        return counts;
    }

    private static IEnumerable<long> Indices(long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return i;
        }
    }

    // Two different inputs of a set have the same digest with a chance of one in 2⁹⁰ and less: no one chooses them to.
    private static UInt128 Digest(ReadOnlySpan<byte> bytes) => XxHash128.HashToUInt128(bytes);
}
