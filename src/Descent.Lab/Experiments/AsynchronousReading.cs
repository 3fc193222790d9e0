using System.Globalization;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Lab.Answers;
using Descent.Lab.Plots;
using Descent.Lab.Running;
using Descent.Lab.Texts;

namespace Descent.Lab.Experiments;

/// <summary>Question 6: reading in turns with training, and reading ahead. The twins read the same source through the same loader; reader and trainer take a known time each.</summary>
internal sealed class AsynchronousReading() : Experiment(6)
{
    private const int BatchSize = 4;
    private static readonly Normalizer Normalizer = new([0], [1], "the same for both");

    internal override void Run(Notebook notebook)
    {
        notebook.UseData("a source that waits");
        int batches = notebook.Size(10, 60);
        // Milliseconds that a batch takes to be read, and to be trained on.
        (string Name, double Read, double Train)[] cases = [("slow-reader", 24, 12), ("balanced", 18, 18), ("slow-trainer", 12, 24)];
        List<IReadOnlyList<Phrase>> rows = [];
        List<Measurement> speedups = [];
        List<double> foretold = [];
        bool isInOrder = true;
        foreach ((string name, double read, double train) in cases)
        {
            IReadOnlyList<(Timeline Sync, Timeline Async)> found = notebook.PerSeed($"reading {read} ms, training {train} ms a batch", _ =>
                (Drive(notebook, batches, read, train, prefetch: 0), Drive(notebook, batches, read, train, prefetch: 4)));
            isInOrder &= found.All(pair => pair.Sync.Order.SequenceEqual(pair.Async.Order));
            // The first batch is waited for in any case.
            double ceiling = batches * (read + train) / ((batches * Math.Max(read, train)) + Math.Min(read, train));
            Measurement speedup = notebook.Record($"speedup-{name}", Unit.Times, found.Select(pair => pair.Sync.Seconds / pair.Async.Seconds));
            Measurement waited = notebook.Record($"waited-{name}", Unit.Percent, found.Select(pair => pair.Async.Waited / pair.Async.Seconds));
            notebook.Record($"waited-sync-{name}", Unit.Percent, found.Select(pair => pair.Sync.Waited / pair.Sync.Seconds));
            notebook.Record($"foretold-{name}", Unit.Times, ceiling);
            speedups.Add(speedup);
            foretold.Add(ceiling);
            rows.Add([$"{read} + {train} ms", speedup.ToString(), NumberText.Of(Unit.Times, ceiling), waited.ToString()]);
            if (name == "balanced")
            {
                notebook.Add(Picture(("One after the other: the trainer waits while a batch is read", "同步:读一批时训练器在等待"), found[0].Sync));
                notebook.Add(Picture(("Reading ahead: both work at once", "异步:两边同时工作"), found[0].Async));
            }
        }

        notebook.Add(new ResultTable(
            ("How much faster reading ahead is", "预读快多少"),
            [("a batch: reading + training", "每批:读取 + 训练"), ("measured", "实测"), ("foretold", "公式"), ("still waiting", "仍在等待")], rows));
        // By medians: what else the machine does in one of the trials is no answer to the question.
        notebook.Decide("faster", speedups.All(speedup => Median(speedup) > 1.1));
        notebook.Decide("formula", speedups.Zip(foretold, (speedup, told) => Median(speedup) / told).All(ratio => ratio is > 0.8 and < 1.2));
        notebook.Decide("ceiling", Median(notebook.Value("waited-slow-reader")) > 2 * Median(notebook.Value("waited-slow-trainer")));
        notebook.Decide("order", isInOrder);
    }

    private static double Median(Measurement measurement) => measurement.Samples.Order().ElementAt(measurement.Samples.Count / 2);

    // Every batch is read, waited for and trained on; all that is noted.
    private static Timeline Drive(Notebook notebook, int batches, double readMilliseconds, double trainMilliseconds, int prefetch)
    {
        TimeProvider clock = notebook.Clock;
        long start = clock.GetTimestamp();
        double Now() => clock.GetElapsedTime(start).TotalMilliseconds;
        var source = new WaitingSource(batches * BatchSize, readMilliseconds, Now);
        List<(double From, double To)> trained = [];
        List<long> order = [];
        using IBatchReader reader = Loader.Open(source, Normalizer, [], new LoaderOptions { BatchSize = BatchSize, Seed = 6, Prefetch = prefetch });
        while (reader.TryNext(out Batch? batch))
        {
            double from = Now();
            order.AddRange(batch.Ids.Span);
            Thread.Sleep(TimeSpan.FromMilliseconds(trainMilliseconds));
            trained.Add((from, Now()));
        }

        return new Timeline(trained[^1].To / 1000, reader.Waited.TotalSeconds, [.. source.Reads.Order()], trained, order);
    }

    private static LinePlot Picture(Phrase title, Timeline timeline)
    {
        const int Shown = 6;
        Series Busy(Phrase name, double low, IEnumerable<(double From, double To)> spans)
        {
            (double From, double To)[] shown = [.. spans.Take(Shown)];
            return new Series(
                name, [.. shown.SelectMany(span => (double[])[span.From, span.From, span.To, span.To])], [.. shown.SelectMany(_ => (double[])[low, low + 0.8, low + 0.8, low])])
            {
                Style = SeriesStyle.Line,
            };
        }

        return new LinePlot
        {
            Title = title,
            X = ("milliseconds", "毫秒"),
            Y = ("up: busy with a batch, down: waiting", "高:正忙于一批;低:等待"),
            Series = [Busy(("reader", "读取器"), 1, timeline.Reads), Busy(("trainer", "训练器"), 0, timeline.Trained)],
        };
    }

    /// <param name="Seconds">From opening to the end of the last batch.</param>
    /// <param name="Waited">How long the trainer waited for batches.</param>
    /// <param name="Reads">When each batch was read, in milliseconds.</param>
    /// <param name="Trained">When each batch was trained on.</param>
    /// <param name="Order">The examples in the order in which they were trained on.</param>
    private sealed record Timeline(
        double Seconds, double Waited, IReadOnlyList<(double From, double To)> Reads, IReadOnlyList<(double From, double To)> Trained, IReadOnlyList<long> Order);

    // As a disk or a network would: a batch takes a time in which no processor is needed.
    private sealed class WaitingSource(long count, double milliseconds, Func<double> now) : IMapSource
    {
        private readonly Lock _lock = new();

        public ExampleFormat Format { get; } = new(new ArrayFormat(ElementType.Float32, 1), ArrayFormat.ClassNumber);

        public IReadOnlyList<string> ClassNames { get; } = ["only"];

        public string Fingerprint => string.Create(CultureInfo.InvariantCulture, $"waiting {Count}");

        public long Count { get; } = count;

        public List<(double From, double To)> Reads { get; } = [];

        public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
        {
            double from = now();
            Thread.Sleep(TimeSpan.FromMilliseconds(milliseconds));
            inputs.Clear();
            labels.Clear();
            lock (_lock)
            {
                Reads.Add((from, now()));
            }
        }
    }
}
