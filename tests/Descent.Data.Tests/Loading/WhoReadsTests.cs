using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Torch.Randomness;

namespace Descent.Data.Tests.Loading;

/// <summary>Which thread reads examples that lie in memory.</summary>
public sealed class WhoReadsTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Seed = 42, Prefetch = 4 };

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, false)]
    [InlineData(1, 2, false)]
    [InlineData(0, 1, false)]
    public void One_thread_on_the_only_core_reads_itself_where_no_more_workers_are_asked_for(int threads, int workers, bool isCaller)
    {
        var place = new Whereabouts();
        using IBatchReader reader = Loader.Open(
            Examples.Source(61), new Normalizer([100, 50], [3, 7], "any"), [place], Options with { ThreadsOnEveryCore = threads, Workers = workers });

        Assert.True(reader.TryNext(out _));

        // The first batch the caller may read before a worker has begun; then workers read ahead, if there are any.
        int caller = Environment.CurrentManagedThreadId;
        Assert.Equal(!isCaller, SpinWait.SpinUntil(() => place.Seen != caller, TimeSpan.FromSeconds(isCaller ? 0.1 : 20)));
    }

    [Fact]
    public void What_sleeping_workers_have_not_begun_the_caller_reads()
    {
        var place = new Whereabouts();
        using IBatchReader reader = Loader.Open(
            Examples.Source(1000), new Normalizer([100, 50], [3, 7], "any"), [place], Options);
        bool isCaller = false;
        for (int i = 0; i < 200 && !isCaller; i++)
        {
            Thread.Sleep(20); // They have filled the ring and look for a free buffer now and then.
            for (int batch = 0; batch <= Options.Prefetch + 1 && !isCaller; batch++)
            {
                reader.TryNext(out _);
                isCaller = place.Seen == Environment.CurrentManagedThreadId;
            }
        }

        Assert.True(isCaller);
    }

    // The thread that it was last applied on.
    private sealed record Whereabouts : ImageTransform
    {
        public int Seen { get; private set; }

        public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random) => Seen = Environment.CurrentManagedThreadId;
    }
}
