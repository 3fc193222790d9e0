using System.Diagnostics;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Torch.Loading;
using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Data.Tests.Loading;

/// <summary>Where every core computes, the threads of the operators read between two of them.</summary>
[Collection(nameof(LoaderCostTests))]
public sealed class SpareTimeTests
{
    private static readonly LoaderOptions Options = new() { BatchSize = 8, Seed = 42, Prefetch = 4, ThreadsOnEveryCore = 2 };

    [Fact]
    public void Batches_are_the_same_bits_while_operators_run_on_several_threads()
    {
        ArraySource source = Examples.Source(61);
        using IBatchReader reader = Loader.Open(source, new Normalizer([100, 50], [3, 7], "any"), [], Options);
        using var computing = new Computing();
        for (int epoch = 0; epoch < 50; epoch++)
        {
            BatchCopy.AssertEqual(Examples.Batches(source, Options, epoch, 0), BatchCopy.ReadEpoch(reader));
        }
    }

    [Fact]
    public void What_they_have_read_the_caller_does_not_wait_for()
    {
        using IBatchReader reader = Loader.Open(Examples.Source(1000), new Normalizer([100, 50], [3, 7], "any"), [], Options);
        using var computing = new Computing();
        long start = Stopwatch.GetTimestamp();
        bool waited;
        do
        {
            Thread.Sleep(20);
            TimeSpan before = reader.Waited;
            reader.TryNext(out _);
            waited = reader.Waited > before;
        }
        while (waited && Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30));

        Assert.False(waited);
    }

    [Fact]
    public void An_example_that_they_cannot_read_is_told_to_the_caller()
    {
        var source = new Faulty(Examples.Source(61), 5);
        using IBatchReader reader = Loader.Open(source, new Normalizer([100, 50], [3, 7], "any"), [], Options with { Shuffle = false });
        using var computing = new Computing();

        Assert.Equal(5, Assert.Throws<ExampleException>(() => BatchCopy.ReadEpoch(reader)).Id);
        Assert.Throws<ExampleException>(() => reader.TryNext(out _));
    }

    // Operators of two threads, again and again, on a thread of their own.
    private sealed class Computing : IDisposable
    {
        private readonly int _threads = SetThreads(2);
        private readonly Thread _thread;
        private volatile bool _stops;

        public Computing()
        {
            _thread = new Thread(Compute);
            _thread.Start();
        }

        public void Dispose()
        {
            _stops = true;
            _thread.Join();
            SetThreads(_threads);
        }

        private static int SetThreads(int threads)
        {
            Libtorch.Load();
            int before = get_num_threads();
            set_num_threads(threads);
            return before;
        }

        private void Compute()
        {
            while (!_stops)
            {
                Workers.Run(4, _ => Thread.SpinWait(100));
            }
        }
    }

    private sealed class Faulty(ArraySource source, long bad) : IResidentSource
    {
        public ExampleFormat Format => source.Format;

        public IReadOnlyList<string> ClassNames => source.ClassNames;

        public string Fingerprint => source.Fingerprint;

        public long Count => source.Count;

        public ReadOnlySpan<byte> Input(long index) => index == bad ? throw new IOException("disk fault") : source.Input(index);

        public ReadOnlySpan<byte> Label(long index) => source.Label(index);

        public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels) => source.Read(indices, inputs, labels);
    }
}
