using System.Runtime.CompilerServices;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;

namespace Descent.Data.Tests.Loading;

/// <summary>Dispose comes back within two seconds, in whatever state the reader is.</summary>
public sealed class LoaderDisposalTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);
    private static readonly Normalizer Any = new([100, 50], [3, 7], "any");
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Shuffle = false };

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void At_once_after_one_batch_after_an_epoch_and_twice(Variant variant)
    {
        foreach (int batches in new[] { 0, 1, 9 })
        {
            IBatchReader reader = variant.Open(Examples.Source(61), Options);
            for (int i = 0; i < batches; i++)
            {
                reader.TryNext(out _);
            }

            DisposeInTime(reader);
            DisposeInTime(reader);
            Assert.Throws<ObjectDisposedException>(() => reader.TryNext(out _));
        }
    }

    [Theory]
    [MemberData(nameof(Variant.Few), MemberType = typeof(Variant))]
    public void With_a_full_ring(Variant variant)
    {
        IBatchReader reader = variant.Open(Examples.Source(1000), Options);
        reader.TryNext(out _);
        Thread.Sleep(50);

        DisposeInTime(reader);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void After_an_exception(int prefetch)
    {
        var source = new MapOnly(Examples.Source(61), _ => throw new IOException("disk fault"));
        IBatchReader reader = Loader.Open(source, Any, [], Options with { Prefetch = prefetch, Workers = 3 });
        try
        {
            Assert.Throws<ExampleException>(() => reader.TryNext(out _));
        }
        finally
        {
            DisposeInTime(reader);
        }
    }

    [Fact]
    public void With_workers_in_a_read_that_does_not_end_which_then_find_nobody_there()
    {
        using var go = new ManualResetEventSlim();
        using var left = new CountdownEvent(2);
        var source = new MapOnly(Examples.Source(61), _ =>
        {
            go.Wait();
            left.Signal();
            throw new IOException("nobody asks any more");
        });
        IBatchReader reader = Loader.Open(source, Any, [], Options with { Prefetch = 4, Workers = 2 });
        Thread.Sleep(50);
        DisposeInTime(reader);

        go.Set();
        Assert.True(left.Wait(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void With_a_stream_that_waits_for_its_cancellation()
    {
        var stream = new Endless(heeds: true);
        IBatchReader reader = Loader.Open(stream, Any, [], Options);
        Thread.Sleep(50);
        DisposeInTime(reader);

        Assert.True(stream.Ended.Wait(Limit, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void With_a_stream_that_heeds_nothing() => DisposeInTime(Loader.Open(new Endless(heeds: false), Any, [], Options));

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Ends_a_stream_that_was_half_read(int prefetch)
    {
        var stream = new Endless(heeds: true, ready: 80);
        IBatchReader reader = Loader.Open(stream, Any, [], Options with { Prefetch = prefetch });
        reader.TryNext(out _);
        DisposeInTime(reader);

        Assert.True(stream.Ended.Wait(Limit, TestContext.Current.CancellationToken));
    }

    private static void DisposeInTime(IBatchReader reader)
    {
        var thread = new Thread(reader.Dispose) { IsBackground = true };
        thread.Start();
        Assert.True(thread.Join(Limit), "Dispose hangs.");
    }

    // Gives some examples and then waits for ever.
    private sealed class Endless(bool heeds, int ready = 0) : IStreamSource
    {
        public ManualResetEventSlim Ended { get; } = new();

        public ExampleFormat Format { get; } = new(Examples.Image, ArrayFormat.ClassNumber);

        public IReadOnlyList<string> ClassNames { get; } = [];

        public string Fingerprint => "endless";

        public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
        {
            try
            {
                for (int i = 0; i < ready; i++)
                {
                    yield return new Example(new byte[Format.Input.Bytes], new byte[Format.Label.Bytes]);
                }

                await Task.Delay(Timeout.Infinite, heeds ? cancellation : CancellationToken.None);
            }
            finally
            {
                Ended.Set();
            }
        }
    }
}
