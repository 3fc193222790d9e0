using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Distributed;
using Descent.Distributed.Launching;
using Descent.Torch.Loading;

namespace Descent.Bench.Benchmarks;

/// <summary>What a step of ResNet-18 on two ranks waits for the sums of its gradients, bucket by bucket, with and without overlap.</summary>
internal sealed class CommunicationBenchmark : IBenchmark
{
    private const int BatchSize = 64;

    public string Name => "communication";

    public string Question => "what share of a step of ResNet-18 (CIFAR stem, batch 64) on two ranks is communication that backward does not hide?";

    public void Run(BenchOptions options) =>
        Ranks.Spawn(2, rank => Measure(rank, options.Repetitions), new LaunchOptions { Threads = 1 });

    private static void Measure(Rank rank, int repetitions)
    {
        Libtorch.Load();
        RankOutput output = new(rank);
        using RankStep after = new(rank.Collective, BatchSize, overlaps: false);
        using RankStep during = new(rank.Collective, BatchSize, overlaps: true);
        double share = double.NaN;
        foreach ((string name, RankStep step) in new[] { ("after backward", after), ("during backward", during), ("after backward, again", after), ("during backward, again", during) })
        {
            (_, Samples exposed, Samples all) = step.Measure(repetitions);
            share = exposed.Median / all.Median;
            output.Write($"{name,-24} step {all.Median * 1e3,7:F1} ms (best {all.Minimum * 1e3:F1}), sums exposed {exposed.Median * 1e3,6:F2} ms, {share * 100:F2} %");
        }

        double whole = during.Measure(1).Step.Median;
        double total = 0;
        foreach ((int i, (long bytes, double seconds)) in during.MeasureBuckets(repetitions).Index())
        {
            total += seconds;
            output.Write($"bucket {i,2}  {bytes / 1048576.0,5:F2} MB  {seconds * 1e3,7:F3} ms  {bytes / seconds / 1e9,5:F1} GB/s  {seconds / whole * 100:F3} % of the step");
        }

        output.Write($"all buckets, ranks at one time: {total * 1e3:F2} ms, {total / whole * 100:F2} % of the step");
        if (rank.Number == 0)
        {
            Claim.AtMost("share of the step in which sums are exposed, during backward, median", 0.1, share);
        }
    }
}
