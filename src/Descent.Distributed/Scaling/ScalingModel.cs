namespace Descent.Distributed.Scaling;

/// <summary>
/// How long a data parallel step takes on p ranks of equal parts of work: the time of one rank by itself and what of summing n bytes of gradients backward does not
/// hide. A sum is a ring, 2(p − 1)·α + 2(p − 1)/p·n·β, or recursive halving and doubling, 2·⌈log₂ p⌉·α + 2(p − 1)/p·n·β (Thakur, Rabenseifner, Gropp 2005), whichever
/// is shorter, as MPI chooses.
/// </summary>
/// <param name="Compute">Seconds of a rank's step by itself.</param>
/// <param name="Backward">Seconds of that in which gradients are made.</param>
/// <param name="Bytes">Bytes of gradients.</param>
/// <param name="BucketBytes">Bytes that are summed at a time.</param>
internal sealed record ScalingModel(double Compute, double Backward, double Bytes, double BucketBytes)
{
    private int Buckets => (int)Math.Ceiling(Bytes / BucketBytes);

    /// <summary>Seconds to sum all gradients over p ranks.</summary>
    public double Communication(int ranks, NetworkLink link)
    {
        int rounds = Math.Min(ranks - 1, (int)Math.Ceiling(Math.Log2(ranks)));
        double latency = 2.0 * rounds * link.Latency;
        return (Buckets * latency) + (2.0 * (ranks - 1) / ranks * Bytes / link.BytesPerSecond);
    }

    /// <summary>What of it a step waits for: all but what backward hides, and the last bucket at least, which is ready only when backward ends.</summary>
    public double Exposed(int ranks, NetworkLink link, bool overlaps)
    {
        double all = Communication(ranks, link);
        return overlaps ? Math.Max(all / Math.Max(1, Buckets), all - Backward) : all;
    }

    /// <summary>Seconds of a step.</summary>
    public double Step(int ranks, NetworkLink link, bool overlaps) => Compute + Exposed(ranks, link, overlaps);

    /// <summary>The share of p times one rank's speed that p ranks reach.</summary>
    public double Efficiency(int ranks, NetworkLink link, bool overlaps) => Compute / Step(ranks, link, overlaps);
}
