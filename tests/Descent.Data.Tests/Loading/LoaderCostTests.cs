using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;

namespace Descent.Data.Tests.Loading;

/// <summary>What reading costs: managed memory, native memory, waiting. Alone, because it looks at the whole process.</summary>
[Collection(nameof(LoaderCostTests))]
[CollectionDefinition(nameof(LoaderCostTests), DisableParallelization = true)]
public sealed class LoaderCostTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Seed = 1 };

    [Theory]
    [InlineData("resident", 0, 1)]
    [InlineData("map", 0, 1)]
    [InlineData("steady stream", 0, 1)]
    [InlineData("resident", 4, 1)]
    [InlineData("resident", 4, 2)]
    [InlineData("spare time", 4, 1)]
    [InlineData("map", 4, 2)]
    [InlineData("steady stream", 4, 1)]
    public void A_batch_allocates_no_managed_memory_on_any_thread(string kind, int prefetch, int workers)
    {
        ArraySource examples = Examples.Source(61);
        IExampleSource source = kind switch { "resident" or "spare time" => examples, "map" => new MapOnly(examples), _ => new Steady(61) };
        using IBatchReader reader = Loader.Open(
            source, new Normalizer([100, 50], [3, 7], "any"), kind == "spare time" ? [] : [new Noise(3)], Options with
            {
                Prefetch = prefetch,
                Workers = workers,
                ThreadsOnEveryCore = kind == "spare time" ? 2 : 0,
            });
        Read(reader, 2000);
        const int batches = 5000;
        long allBefore = GC.GetTotalAllocatedBytes(true);
        long mineBefore = GC.GetAllocatedBytesForCurrentThread();
        Read(reader, batches);
        long mine = GC.GetAllocatedBytesForCurrentThread() - mineBefore;
        long all = GC.GetTotalAllocatedBytes(true) - allBefore;

        // An event makes its lock when it first has to wait, and a stream's source an enumerator each epoch.
        const int once = 4096;
        int enumerators = kind == "steady stream" ? batches / 8 * 400 : 0;
        Assert.InRange(mine, 0, once + enumerators);
        Assert.InRange(all, 0, once + enumerators);
    }

    [Fact]
    public void A_long_stream_is_read_in_bounded_memory()
    {
        // 400 MB of examples through batches of 0.3 MB.
        using IBatchReader reader = Loader.Open(
            new Steady(100_000, new ArrayFormat(ElementType.UInt8, 1, 64, 64)), new Normalizer([100], [3], "any"), [], Options with { BatchSize = 16 });
        Read(reader, 100);
        long before = Environment.WorkingSet;
        long largest = 0;
        int batches = 100;
        while (reader.TryNext(out _))
        {
            largest = ++batches % 500 == 0 ? Math.Max(largest, Environment.WorkingSet - before) : largest;
        }

        Assert.Equal(100_000 / 16, batches);
        Assert.InRange(largest, long.MinValue, 40_000_000);
    }

    [Fact]
    public void Waiting_for_a_slow_source_is_counted_and_not_waiting_is_not()
    {
        var slow = new MapOnly(Examples.Source(61), _ => Thread.Sleep(20));
        foreach (int prefetch in new[] { 0, 2 })
        {
            using IBatchReader reader = Loader.Open(slow, new Normalizer([100, 50], [3, 7], "any"), [], Options with { Prefetch = prefetch });
            Read(reader, 6);
            Assert.InRange(reader.Waited.TotalMilliseconds, 60, 2000);
        }

        using IBatchReader ahead = Loader.Open(slow, new Normalizer([100, 50], [3, 7], "any"), [], Options with { Prefetch = 4 });
        Thread.Sleep(400);
        Read(ahead, 4);
        Assert.Equal(TimeSpan.Zero, ahead.Waited);
    }

    private static void Read(IBatchReader reader, int batches)
    {
        for (int i = 0; i < batches; i++)
        {
            if (!reader.TryNext(out _))
            {
                i--;
            }
        }
    }

    // The same example again and again, ready at once.
    private sealed class Steady(int count, ArrayFormat? input = null) : IStreamSource
    {
        private readonly Example _example = new(new byte[(input ?? Examples.Image).Bytes], new byte[8]);

        public ExampleFormat Format { get; } = new(input ?? Examples.Image, ArrayFormat.ClassNumber);

        public IReadOnlyList<string> ClassNames { get; } = [];

        public string Fingerprint => "steady";

#pragma warning disable CS1998 // Nothing to wait for: that is the point.
        public async IAsyncEnumerable<Example> ReadAsync(long start, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
#pragma warning restore CS1998
        {
            for (long i = start; i < count; i++)
            {
                yield return _example;
            }
        }
    }
}
