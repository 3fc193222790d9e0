using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Data.Loading;
using Peers.TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Descent.Bench.Benchmarks;

/// <summary>Examples read per second: 60,000 shuffled bytes images to normalized float32 batches of 64.</summary>
internal sealed class LoaderBenchmark : IBenchmark
{
    private const int BatchSize = 64;
    private const int EpochsPerRepetition = 40;

    public string Name => "loader";

    public string Question => "how fast do shuffled 28×28 bytes become normalized float32 batches of 64?";

    public void Run(BenchOptions options)
    {
        Fashion data = new();
        using IBatchReader sync = Open(data, prefetch: 0);
        using IBatchReader oneWorker = Open(data, prefetch: 4);
        using ImageDataset images = new(data.Images(), data.Labels());
        int workers = BestWorkers(images);
        using DataLoader loader = new(images, BatchSize, shuffle: true, num_worker: workers, disposeDataset: false);

        Side ours = new("Descent, this thread", () => Read(sync, EpochsPerRepetition));
        Side reading = new("Descent, 1 worker", () => Read(oneWorker, EpochsPerRepetition));
        Side peer = new($"TorchSharp DataLoader, {workers} workers", () => Read(loader));
        Comparison comparison = new(seconds => $"{1e-6 / seconds:F3} M/s", ours, reading, peer);
        comparison.Run(options.Repetitions);

        Claim.AtLeast("million examples/s on one core, median", 3.0, 1e-6 / ours.Samples.Median);
        Claim.AtLeast("times TorchSharp's DataLoader, median", 20, comparison.Ratio(peer));
        Claim.AtMost("managed bytes per batch, this thread", 0, BytesPerBatch(sync));
        Claim.AtMost("managed bytes per batch, 1 worker", 0, BytesPerBatch(oneWorker));
    }

    private static IBatchReader Open(Fashion data, int prefetch) =>
        Loader.Open(data.Train, data.Normalizer, [], new LoaderOptions { BatchSize = BatchSize, Prefetch = prefetch, Seed = 1 });

    // Seconds per example over whole epochs.
    private static double Read(IBatchReader reader, int epochs)
    {
        long start = Stopwatch.GetTimestamp();
        long examples = 0;
        for (int i = 0; i < epochs; i++)
        {
            while (reader.TryNext(out Batch? batch))
            {
                examples += batch.Count;
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / examples;
    }

    private static double Read(DataLoader loader)
    {
        long start = Stopwatch.GetTimestamp();
        long examples = 0;
        foreach (Dictionary<string, Tensor> batch in loader)
        {
            examples += batch["data"].shape[0];
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / examples;
    }

    private static int BestWorkers(ImageDataset images)
    {
        int best = 1;
        double least = double.PositiveInfinity;
        for (int workers = 1; workers <= Environment.ProcessorCount; workers++)
        {
            using DataLoader loader = new(images, BatchSize, shuffle: true, num_worker: workers, disposeDataset: false);
            Read(loader);
            double seconds = Read(loader);
            Console.WriteLine($"sweep: TorchSharp DataLoader, {workers} workers {1e-6 / seconds:F3} M/s");
            (best, least) = seconds < least ? (workers, seconds) : (best, least);
        }

        return best;
    }

    // An epoch's garbage over its batches; asking for it makes some itself, in the first of two calls.
    private static double BytesPerBatch(IBatchReader reader)
    {
        GC.GetTotalAllocatedBytes(precise: true);
        long before = GC.GetTotalAllocatedBytes(precise: true);
        Read(reader, 1);
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)reader.BatchesPerEpoch!;
    }
}
