using System.Diagnostics;
using System.Globalization;
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
    /// <summary>The word before the optimizer's name and the repetitions that makes the program measure one.</summary>
    public const string Command = "optimizer-alone";

    private const int Threads = 2;
    private const double SmallPromise = 20;
    private const double LargePromise = 3;
    private static readonly (int Tensors, int Elements, int Updates) Small = (100, 1024, 500);
    private static readonly (int Tensors, int Elements, int Updates) Large = (4, 1 << 22, 30);

    public string Name => "optimizer";

    public string Question => $"how long does an update take, with {Threads} threads?";

    // A training has one optimizer, so each has a process of its own: after others malloc has memory ready that it would not have.
    public void Run(BenchOptions options)
    {
        foreach (string name in OptimizerCatalog.Names)
        {
            string[] words = [Command, name, options.Repetitions.ToString(CultureInfo.InvariantCulture)];
            using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, words))!;
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{string.Join(' ', words)} exited with {process.ExitCode}.");
            }
        }
    }

    /// <summary>Compares one optimizer with TorchSharp's, in this process.</summary>
    public static void RunOne(string name, int repetitions)
    {
        Libtorch.Load();
        set_num_threads(Threads);
        double bandwidth = Bandwidth.Measure(Threads, repetitions);
        Console.WriteLine($"{name}; memory, a ← a + s·b in place: {bandwidth / 1e9:F1} GB/s, best of {repetitions}");
        Compare(name, Small, repetitions, null, SmallPromise);
        Compare(name, Large, repetitions, bandwidth, LargePromise);
    }

    private static void Compare(
        string name, (int Tensors, int Elements, int Updates) size, int repetitions, double? bandwidth, double promise)
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
        comparison.Run(repetitions);
        if (bandwidth is { } limit)
        {
            // w and its state are read and written, g is read.
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
