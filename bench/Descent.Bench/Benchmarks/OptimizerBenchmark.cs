using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Torch.Loading;
using Descent.Training.Loop;
using Descent.Training.Optimizers;
using static TorchSharp.torch;

namespace Descent.Bench.Benchmarks;

/// <summary>An update of many small and of few large parameters, by each optimizer, against TorchSharp's.</summary>
internal sealed class OptimizerBenchmark : IBenchmark
{
    private const int Threads = 2;
    private const double SmallPromise = 20;
    private const double LargePromise = 3;
    private static readonly (int Tensors, int Elements, int Updates) Small = (100, 1024, 500);
    private static readonly (int Tensors, int Elements, int Updates) Large = (4, 1 << 22, 10);

    public string Name => "optimizer";

    public string Question => $"how long does an update take, with {Threads} threads?";

    public void Run(BenchOptions options)
    {
        Libtorch.Load();
        set_num_threads(Threads);
        double bandwidth = Bandwidth.Measure(Threads, options.Repetitions);
        Console.WriteLine($"memory, a ← a + s·b in place: {bandwidth / 1e9:F1} GB/s, best of {options.Repetitions}");
        foreach (string name in OptimizerCatalog.Names)
        {
            // w and its state are read and written, g is read.
            Compare(name, Small, options, null, SmallPromise);
            Compare(name, Large, options, bandwidth, LargePromise);
        }
    }

    private static void Compare(
        string name, (int Tensors, int Elements, int Updates) size, BenchOptions options, double? bandwidth, double promise)
    {
        OptimizerOptions optimizerOptions = OptimizerCatalog.Create(name);
        using ParameterSet ours = new(size.Tensors, size.Elements);
        using ParameterSet theirs = new(size.Tensors, size.Elements);
        (FlatParameters flat, Optimizer optimizer) = ParameterSet.Ours(ours, optimizerOptions, Threads);
        using optim.Optimizer peer = ParameterSet.Theirs(theirs, optimizerOptions);
        long allocated = 0;
        Side descent = new($"Descent {name}", () =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            double seconds = Time(size.Updates, () => optimizer.Update(optimizerOptions.LearningRate));
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return seconds;
        });
        Side torchSharp = new($"TorchSharp {name}", () => Time(size.Updates, () => peer.step()));
        Console.WriteLine($"{size.Tensors} × {size.Elements:N0} numbers");
        Comparison comparison = new(seconds => $"{seconds * 1e3:F3} ms", descent, torchSharp);
        comparison.Run(options.Repetitions);
        if (bandwidth is { } limit)
        {
            double bytes = (double)flat.Length * sizeof(float) * (3 + (2 * optimizer.StateNames.Count));
            double speed = bytes / descent.Samples.Minimum;
            Console.WriteLine($"memory-bound share: {bytes / 1e6:F0} MB at {speed / 1e9:F1} GB/s, {speed / limit:P0} of the measured bandwidth");
        }

        if (name == "adam")
        {
            Claim.AtLeast($"times TorchSharp's Adam on {size.Tensors} × {size.Elements:N0}, median", promise, comparison.Ratio(torchSharp));
            Claim.AtMost("managed bytes per update", 0, allocated / (double)size.Updates);
        }

        optimizer.Dispose();
        flat.Dispose();
    }

    private static double Time(int updates, Action update)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < updates; i++)
        {
            update();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / updates;
    }
}
