using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Runs;
using Descent.Torch.Randomness;

namespace Descent.Data.Tests.Loading;

public sealed class LoaderFailureTests
{
    private static readonly Normalizer Any = new([100, 50], [3, 7], "any");
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Shuffle = false };

    public static TheoryData<int, int> Ways() => new() { { 0, 1 }, { 1, 1 }, { 4, 1 }, { 4, 4 } };

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_example_that_cannot_be_read_is_named_in_the_whole_data_set(int prefetch, int workers)
    {
        var source = new MapOnly(Examples.Source(100), ids => ThrowOn(ids, 37));
        var subset = SubsetSource.Of(SubsetSource.Of(source, [.. Enumerable.Range(10, 90).Select(i => (long)i)]), [.. Enumerable.Range(5, 60).Select(i => (long)i)]);
        using IBatchReader reader = Loader.Open(subset, Any, [], Options with { Prefetch = prefetch, Workers = workers });

        ExampleException e = Assert.Throws<ExampleException>(() => BatchCopy.ReadEpoch(reader));
        Assert.Equal(37, e.Id);
        Assert.Equal("Example 37 could not be read: disk fault", e.Message);
        Assert.IsType<IOException>(e.InnerException);
        Assert.Throws<ExampleException>(() => reader.TryNext(out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void A_stream_that_fails_names_the_position_and_does_not_pass_for_ended(int prefetch)
    {
        var stream = new MapAsStream(Examples.Source(100), late: true, i => ThrowOn([i], 37));
        using IBatchReader reader = Loader.Open(stream, Any, [], Options with { Prefetch = prefetch, StartBatch = 2 });

        Assert.Equal(37, Assert.Throws<ExampleException>(() => BatchCopy.ReadEpoch(reader)).Id);
        Assert.Equal(37, Assert.Throws<ExampleException>(() => reader.TryNext(out _)).Id);
    }

    [Fact]
    public void A_worker_s_failure_surfaces_before_the_batches_that_are_ready()
    {
        using var failed = new ManualResetEventSlim();
        var source = new MapOnly(Examples.Source(100), ids =>
        {
            if (ids.Contains(70))
            {
                failed.Set();
                throw new IOException("disk fault");
            }
        });
        using IBatchReader reader = Loader.Open(source, Any, [], Options with { Prefetch = 16 });
        Assert.True(failed.Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
        Thread.Sleep(50);

        Assert.Equal(70, Assert.Throws<ExampleException>(() => reader.TryNext(out _)).Id);
    }

    [Fact]
    public void A_caller_that_waits_is_woken_by_a_failure()
    {
        using var wait = new ManualResetEventSlim();
        var source = new MapOnly(Examples.Source(100), ids =>
        {
            wait.Wait();
            throw new IOException("disk fault");
        });
        using IBatchReader reader = Loader.Open(source, Any, [], Options with { Prefetch = 2, Workers = 2 });
        using var timer = new Timer(_ => wait.Set(), null, 50, Timeout.Infinite);

        Assert.Throws<ExampleException>(() => reader.TryNext(out _));
    }

    [Fact]
    public void A_failing_transform_is_blamed_on_its_example()
    {
        using IBatchReader reader = Loader.Open(Examples.Source(20), Any, [new Failing()], Options);

        ExampleException e = Assert.Throws<ExampleException>(() => reader.TryNext(out _));
        Assert.Equal((0, "no such rotation"), (e.Id, e.InnerException!.Message));
    }

    [Theory]
    [InlineData(161, 0, "It has 161 bytes where UInt8 [2, 9, 9] has 162.")]
    [InlineData(162, 3, "Its label 3 is not one of the classes 0 to 2.")]
    [InlineData(162, -1, "Its label -1 is not one of the classes 0 to 2.")]
    public void A_stream_s_example_of_the_wrong_size_or_class_is_refused(int bytes, long label, string message)
    {
        using IBatchReader reader = Loader.Open(new OneExample(new byte[bytes], label), Any, [], Options);

        ExampleException e = Assert.Throws<ExampleException>(() => reader.TryNext(out _));
        Assert.Equal((0, message), (e.Id, e.InnerException!.Message));
        if (bytes != 162)
        {
            Assert.Throws<ExampleException>(() => Normalizer.Fit(new OneExample(new byte[bytes], label), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Nothing_to_read_is_refused()
    {
        Assert.Contains("There are no examples.", Assert.Throws<RunConfigurationException>(
            () => Loader.Open(Examples.Source(0), Any, [], Options)).Message, StringComparison.Ordinal);
        using IBatchReader reader = Loader.Open(new MapAsStream(Examples.Source(0), late: false), Any, [], Options);
        Assert.Contains("before its first example", Assert.Throws<RunConfigurationException>(
            () => reader.TryNext(out _)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_options_out_of_range_are_named_at_once()
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(() => Loader.Open(Examples.Source(20), Any, [], new LoaderOptions
        {
            BatchSize = 0,
            Prefetch = 1025,
            Workers = 0,
            StartEpoch = -1,
            StartBatch = 21,
        }));

        Assert.Equal("BatchSize is out of range.", Assert.Single(Assert.Throws<RunConfigurationException>(
            () => Loader.Open(Examples.Source(1), Any, [], new LoaderOptions { BatchSize = 0 })).Mistakes).What);
        Assert.Equal(
            ["BatchSize is out of range.", "Prefetch is out of range.", "Workers is out of range.", "StartEpoch is out of range.", "StartBatch is out of range."],
            e.Mistakes.Select(mistake => mistake.What));
    }

    [Fact]
    public void Other_channels_than_the_normalizer_s_are_refused() =>
        Assert.Throws<RunConfigurationException>(() => Loader.Open(Examples.Source(20), new Normalizer([1], [1], "any"), [], Options));

    private static void ThrowOn(ReadOnlySpan<long> ids, long bad)
    {
        if (ids.Contains(bad))
        {
            throw new IOException("disk fault");
        }
    }

    private sealed record Failing : ImageTransform
    {
        public override void Apply(Span<float> image, ArrayFormat format, Span<float> scratch, ref KeyedRandom random) =>
            throw new InvalidOperationException("no such rotation");
    }

    private sealed class OneExample(byte[] input, long label) : IStreamSource
    {
        public ExampleFormat Format { get; } = new(Examples.Image, ArrayFormat.ClassNumber);

        public IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];

        public string Fingerprint => "one";

        public IAsyncEnumerable<Example> ReadAsync(long start, CancellationToken cancellation) =>
            new[] { new Example(input, BitConverter.GetBytes(label)) }.ToAsyncEnumerable();
    }
}
