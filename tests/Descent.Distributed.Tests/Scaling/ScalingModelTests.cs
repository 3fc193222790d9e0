using Descent.Distributed.Scaling;

namespace Descent.Distributed.Tests.Scaling;

public sealed class ScalingModelTests
{
    private static readonly NetworkLink Link = new("1 GB/s", Latency: 0.001, BytesPerSecond: 1e9);

    // 100 MB in 10 buckets.
    private static readonly ScalingModel Model = new(Compute: 1, Backward: 0.15, Bytes: 1e8, BucketBytes: 1e7);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, (10 * 2 * 0.001) + 0.1)] // one round there, one back; half the bytes each way
    [InlineData(4, (10 * 4 * 0.001) + 0.15)]
    [InlineData(512, (10 * 18 * 0.001) + (2 * 511.0 / 512 * 0.1))]
    public void A_sum_takes_its_rounds_and_twice_its_bytes_at_most(int ranks, double seconds) =>
        Assert.Equal(seconds, Model.Communication(ranks, Link), 1e-12);

    [Fact]
    public void Backward_hides_what_it_is_long_enough_for_but_never_the_last_bucket()
    {
        Assert.Equal(0.12, Model.Exposed(2, Link, overlaps: false), 1e-12);
        Assert.Equal(0.012, Model.Exposed(2, Link, overlaps: true), 1e-12);
        Assert.Equal(0.19 - 0.15, Model.Exposed(4, Link, overlaps: true), 1e-12);
    }

    [Fact]
    public void Efficiency_is_the_share_of_a_step_that_computes()
    {
        Assert.Equal(1, Model.Efficiency(1, Link, overlaps: true));
        Assert.Equal(1 / 1.19, Model.Efficiency(4, Link, overlaps: false), 1e-12);
        Assert.Equal(1.04, Model.Step(4, Link, overlaps: true), 1e-12);
    }
}
