using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using Descent.Training.Collectives;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>How much of the gradients is summed over ranks at a time.</summary>
internal static class BucketSize
{
    private const int Megabyte = 1 << 20;
    private const int Usual = 2; // where none was measured

    // Below this gain the usual one stands: so much is noise.
    private const double WorthChanging = 0.95;
    private const int Rounds = 3;
    private static readonly int[] Candidates = [1, Usual, 4];

    /// <summary>Bytes in a bucket.</summary>
    public static int Bytes(TrainingOptions options) => (options.BucketMegabytes == 0 ? Usual : options.BucketMegabytes) * Megabyte;

    /// <summary>The inputs with the size chosen by all ranks together, where it was left open and there is more than the smallest bucket to sum.</summary>
    public static TrainingInputs Choose(TrainingInputs inputs, ICollective ranks)
    {
        TrainingOptions options = inputs.Plan.Training;
        long bytes = NetworkWeights.Trained(inputs.Network).Sum(parameter => parameter.Tensor.numel()) * sizeof(float);
        if (ranks.Size == 1 || options.Exact || options.BucketMegabytes > 0 || bytes <= Megabyte)
        {
            return inputs;
        }

        double[] seconds = Measure(ranks);
        int usual = Array.IndexOf(Candidates, Usual);
        int fastest = Array.IndexOf(seconds, seconds.Min());
        int chosen = Candidates[seconds[fastest] < WorthChanging * seconds[usual] ? fastest : usual];
        string measured = string.Join(", ", Candidates.Zip(seconds, (megabytes, taken) => string.Create(
            CultureInfo.InvariantCulture, $"{megabytes} MB at {Candidates.Max() * Megabyte / taken / 1e9:F1} GB/s")));
        return inputs with
        {
            Plan = inputs.Plan with { Training = options with { BucketMegabytes = chosen } },
            Notices = [.. inputs.Notices, $"--bucket-megabytes {chosen}: chosen by summing over the ranks, {measured}."],
        };
    }

    // The slowest rank counts, so that all know the same numbers. Each size in turn sums as much.
    private static double[] Measure(ICollective ranks)
    {
        int total = Candidates.Max() * Megabyte / sizeof(float);
        using NativeBuffer memory = new(total, ScalarType.Float32);
        double[] best = [.. Candidates.Select(_ => double.PositiveInfinity)];
        for (int round = 0; round <= Rounds; round++)
        {
            foreach ((int i, int megabytes) in Candidates.Index())
            {
                int floats = megabytes * Megabyte / sizeof(float);
                ranks.Barrier();
                long start = Stopwatch.GetTimestamp();
                for (int at = 0; at < total; at += floats)
                {
                    using Tensor bucket = memory.View(at, floats);
                    ranks.Sum(bucket);
                }

                // The first round is where memory is touched and connections are made.
                best[i] = round == 0 ? best[i] : Math.Min(best[i], Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }

        double[][] all = [.. ranks.Gather(MemoryMarshal.AsBytes(best.AsSpan())).Select(rank => MemoryMarshal.Cast<byte, double>(rank).ToArray())];
        return [.. best.Select((_, i) => all.Max(rank => rank[i]))];
    }
}
