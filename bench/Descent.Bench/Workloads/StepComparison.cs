using Descent.Bench.Measuring;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Workloads;

/// <summary>A network's step by Descent against its step as a TorchSharp user writes it, each on one thread and on all.</summary>
internal static class StepComparison
{
    /// <summary>Prints the comparison; how many times as long as Descent's the other step takes, each with the number of threads that it is fastest with.</summary>
    public static double Run(StepBatch batch, Func<Module<Tensor, Tensor>> ours, Func<Module<Tensor, Tensor>> plain, BenchOptions options)
    {
        int cores = Environment.ProcessorCount;
        using NetworkStep step = new(ours(), batch, threads: 1);
        using NetworkStep steps = new(ours(), batch, cores);
        using PlainStep one = new(plain(), batch, threads: 1);
        using PlainStep all = new(plain(), batch, cores);
        Side more = new($"Descent, {cores} threads", steps.Measure);
        Side peer = new("TorchSharp, 1 thread", one.Measure);
        Side peers = new($"TorchSharp, {cores} threads", all.Measure);
        Comparison comparison = new(seconds => $"{seconds * 1e3:F3} ms/step", new Side("Descent, 1 thread", step.Measure), more, peer, peers);
        comparison.Run(options.Repetitions);
        return Math.Min(comparison.Ratio(peer), comparison.Ratio(peers)) / Math.Min(1, comparison.Ratio(more));
    }
}
