using System.Diagnostics;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Distributed;
using Descent.Distributed.Launching;
using Descent.Distributed.Scaling;
using Descent.Torch.Loading;
using Descent.Training.Collectives;
using Descent.Training.Summing;
using static TorchSharp.torch;

namespace Descent.Bench.Benchmarks;

/// <summary>A model of more ranks than this machine has cores for, from a measured step, and what it says of 2 and 4 ranks beside what they take.</summary>
internal sealed class ScalingBenchmark : IBenchmark
{
    private const int PerRank = 16;
    private const int SmallSums = 200;
    private const int Faster = 20;
    private static readonly int[] Counts = [2, 8, 32, 128, 512];

    // Latency: TCP on 10 Gbit/s, Feng and others 2003 (19 µs); past the kernel about 2 µs, as Open MPI over usNIC (Cisco 2014: 1.93 µs).
    private static readonly NetworkLink[] Links =
    [
        new("10 Gbit/s TCP", 20e-6, 10e9 / 8), new("100 Gbit/s RDMA", 2e-6, 100e9 / 8), new("400 Gbit/s RDMA", 2e-6, 400e9 / 8),
    ];

    public string Name => "scaling";

    public string Question => "how well does data parallel training of ResNet-18 (CIFAR stem, 16 examples a rank) scale, by a model that is checked on this machine?";

    public void Run(BenchOptions options)
    {
        // The numbers of one measurement are all that the next needs, and ranks are other processes: they print.
        LaunchOptions launch = new() { Threads = 1 };
        Ranks.Spawn(2, rank => Check(rank, options.Repetitions, isTable: true), launch);
        Ranks.Spawn(4, rank => Check(rank, options.Repetitions, isTable: false), launch);
    }

    private static void Check(Rank rank, int repetitions, bool isTable)
    {
        Libtorch.Load();
        ICollective ranks = rank.Collective;
        RankOutput output = new(rank);
        // Every rank by itself, all at the same time: they share cores, caches and memory as they do when they train.
        using RankStep alone = new(new SoloCollective(), PerRank, overlaps: false);
        using RankStep together = new(ranks, PerRank * ranks.Size, overlaps: true);
        ranks.Barrier();
        IReadOnlyList<(Samples Backward, Samples Exposed, Samples Step)> measured = RankStep.MeasureInTurns(repetitions, alone, together);
        (Samples backward, _, Samples compute) = measured[0];
        Samples step = measured[1].Step;
        NetworkLink link = MeasureLink(ranks, repetitions);
        ScalingModel model = new(compute.Median, backward.Median, together.Bytes, BucketSize.Bytes(together.Options));
        double predicted = model.Step(ranks.Size, link, overlaps: false), ratio = step.MedianRatio(compute);
        output.Write($"{ranks.Size} ranks here: compute {model.Compute * 1e3:F1} ms (backward {model.Backward * 1e3:F1}), {model.Bytes / 1e6:F1} MB of gradients; α {link.Latency * 1e6:F1} µs, 1/β {link.BytesPerSecond / 1e9:F2} GB/s");
        output.Write($"   step predicted {predicted * 1e3:F1} ms, {predicted / model.Compute:F3} times compute; measured {step.Median * 1e3:F1} ms (best {step.Minimum * 1e3:F1}), {ratio:F3} times: {((ratio * model.Compute / predicted) - 1) * 100:+0.0;-0.0} %");
        if (isTable)
        {
            WriteTable(output, model);
            output.Write($"the same for ranks that compute {Faster} times as fast, as with more cores or a GPU each:");
            WriteTable(output, model with { Compute = model.Compute / Faster, Backward = model.Backward / Faster });
        }
    }

    private static void WriteTable(RankOutput output, ScalingModel model)
    {
        foreach (NetworkLink link in Links)
        {
            output.Write($"{link.Name}: α {link.Latency * 1e6:F0} µs, 1/β {link.BytesPerSecond / 1e9:F2} GB/s");
            foreach (int count in Counts)
            {
                output.Write($"   {count,3} ranks  sums {model.Communication(count, link) * 1e3,7:F2} ms  efficiency {model.Efficiency(count, link, overlaps: false):P1}, overlapped {model.Efficiency(count, link, overlaps: true):P1}");
            }
        }
    }

    // α from sums of one number, β from sums of a bucket, by the model's own formula.
    private static NetworkLink MeasureLink(ICollective ranks, int repetitions)
    {
        int rounds = (int)Math.Ceiling(Math.Log2(ranks.Size));
        double small = Time(ranks, 1, SmallSums) / (2 * rounds);
        const int Floats = 1 << 19;
        double large = Time(ranks, Floats, repetitions * 4) - (2 * rounds * small);
        return new NetworkLink("here", small, 2.0 * (ranks.Size - 1) / ranks.Size * Floats * sizeof(float) / large);
    }

    private static double Time(ICollective ranks, int floats, int repetitions)
    {
        using Tensor values = zeros(floats);
        Samples samples = new();
        for (int i = 0; i < repetitions; i++)
        {
            ranks.Barrier();
            long start = Stopwatch.GetTimestamp();
            ranks.Sum(values);
            samples.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return samples.Median;
    }
}
