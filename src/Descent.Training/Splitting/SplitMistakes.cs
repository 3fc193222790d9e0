using System.Globalization;

namespace Descent.Training.Splitting;

/// <summary>What is wrong with how a network is to be split.</summary>
internal static class SplitMistakes
{
    private const int MostParts = 1024;

    /// <summary>What the options say by themselves.</summary>
    public static void Find(TrainingOptions options, MistakeList mistakes)
    {
        mistakes.Range("--micro-batches", options.MicroBatches, 0, options.MostParts);
        if (options.MicroBatches > 0 && options.Parallel?.Kind != ParallelKind.Pipeline)
        {
            mistakes.Add("Only a pipeline has micro-batches.", $"--micro-batches {options.MicroBatches}", "with --parallel pipeline:N", "Leave it out; --chunk-size cuts batches without a pipeline.");
        }

        if (options.Parallel is not { } parallel)
        {
            return;
        }

        if (parallel.Parts is < 2 or > MostParts)
        {
            mistakes.Add("--parallel is out of range.", parallel, $"2 to {MostParts} parts", "Give it as many parts as ranks are to hold one network, or leave it out.");
        }

        if (options.Exact)
        {
            mistakes.Add("Exact mode has a whole network on every rank.", $"--exact --parallel {parallel}", "one of the two", "Leave out --exact or --parallel.");
        }

        if (options.Device != ComputeDevice.Cpu)
        {
            mistakes.Add(
                "A split network computes on the CPU.", $"--device {options.Device.ToString().ToLowerInvariant()} --parallel {parallel}", "--device cpu", "Leave out --device or --parallel.");
        }

        foreach ((bool isGiven, string name) in new[] { (options.ShardOptimizer, "--shard-optimizer"), (options.SyncBatchNorm, "--sync-batch-norm") })
        {
            if (isGiven)
            {
                mistakes.Add($"{name} needs a whole network on every rank.", $"{name} --parallel {parallel}", "one of the two", $"Leave out {name} or --parallel.");
            }
        }

        if (options.MicroBatches > 0 && options.ChunkSize > 0)
        {
            mistakes.Add(
                "Both the number and the size of micro-batches are given.", $"--micro-batches {options.MicroBatches} --chunk-size {options.ChunkSize}", "one of the two",
                "Leave out --chunk-size.");
        }
    }

    /// <summary>What so many ranks make of them, the options free of mistakes by themselves.</summary>
    public static void Find(TrainingOptions options, int ranks, MistakeList mistakes)
    {
        if (options.Parallel is not { } parallel)
        {
            return;
        }

        if (ranks % parallel.Parts != 0)
        {
            mistakes.Add(
                $"The parts of the network do not divide the ranks.", ranks == 1 ? $"1 process, --parallel {parallel}" : $"{ranks} ranks, --parallel {parallel}",
                $"a multiple of {parallel.Parts} ranks", $"Start it with: launch -n {parallel.Parts} -- …, or give another --parallel.");
        }
        else if (options.MicroBatches > 0 && options.BatchSize % (ranks / parallel.Parts * options.MicroBatches) != 0)
        {
            int replicas = ranks / parallel.Parts;
            string rows = string.Create(CultureInfo.InvariantCulture, $"{options.BatchSize / replicas}");
            mistakes.Add(
                "The micro-batches do not divide the batch.", $"--batch-size {options.BatchSize} --micro-batches {options.MicroBatches} on {Replicas(replicas)}",
                $"a number that divides the {rows} examples of a pipeline", "Give another --micro-batches or --batch-size.");
        }
    }

    /// <summary>The rows of a micro-batch where they were left open, and none are too many.</summary>
    /// <param name="options">Free of mistakes.</param>
    /// <param name="replicas">How many pipelines share a batch.</param>
    public static int MicroBatchSize(TrainingOptions options, int replicas)
    {
        const int PerStage = 4;
        int rows = options.BatchSize / replicas;
        int chunks = options.MicroBatches > 0 ? options.MicroBatches
            : Enumerable.Range(1, Math.Min(rows, PerStage * options.Parallel!.Parts)).Last(count => rows % count == 0);
        return rows / chunks;
    }

    private static string Replicas(int count) => count == 1 ? "1 pipeline" : $"{count} pipelines";
}
