using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>How long saving 100 MB keeps the training thread.</summary>
internal sealed class CheckpointBenchmark : IBenchmark
{
    public string Name => "checkpoint";

    public string Question => "how long does a checkpoint of 100 MB keep the training thread?";

    public void Run(BenchOptions options)
    {
        using LargeState state = new();
        using TemporaryFolder folder = new();
        Samples durable = new();
        Side ours = new("Descent, Checkpointer.Save", () =>
        {
            long start = Stopwatch.GetTimestamp();
            state.BeginSave();
            double stall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            state.Wait();
            durable.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            return stall;
        });
        Side peer = new("TorchSharp, module.save", () =>
        {
            long start = Stopwatch.GetTimestamp();
            state.Network.save(folder["weights.dat"]);
            double stall = Stopwatch.GetElapsedTime(start).TotalSeconds;
            Flush(folder["weights.dat"]);
            return stall;
        });
        Comparison comparison = new(seconds => $"{seconds * 1e3:F1} ms", ours, peer);
        comparison.Run(options.Repetitions);
        Console.WriteLine($"in the background until hashed, synced to disk and renamed: {durable.Median * 1e3:F0} ms, median");
        Claim.AtLeast("times shorter stall than TorchSharp's save, median", 10, comparison.Ratio(peer));
    }

    /// <summary>Returns when the disk has what a save left in the page cache, so that it takes nothing from the save measured next.</summary>
    private static void Flush(string path)
    {
        using FileStream file = File.OpenWrite(path);
        file.Flush(flushToDisk: true);
    }
}
