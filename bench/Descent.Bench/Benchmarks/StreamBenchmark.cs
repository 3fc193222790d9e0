using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Data;
using Descent.Models;
using Descent.Torch.Loading;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Bench.Benchmarks;

/// <summary>The memory of training on a stream far larger than memory should hold.</summary>
internal sealed class StreamBenchmark : IBenchmark
{
    private const long Bytes = 10_000_000_000;

    public string Name => "stream";

    public string Question => "how much memory does training on a stream of 10 GB take?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        SyntheticStream stream = new(Bytes);
        Libtorch.Load();
        long baseline = Environment.WorkingSet;
        MemoryWatcher memory = new();
        TrainingOutcome outcome = new Trainer(
            new TrainingOptions { Epochs = 1, Validation = 0 }, new TrainerSetup { Output = folder["run"], Observers = [memory] })
            .Fit(() => new Mlp([3, 64, 64], hidden: 16), new Dataset("noise", stream, null), new SgdOptions { LearningRate = 0.001 }, Loss.CrossEntropy);
        Console.WriteLine($"{outcome.Train!.Examples:N0} examples of {stream.Format.Input.Bytes:N0} bytes at {outcome.ExamplesPerSecond:N0}/s");
        Claim.AtMost("megabytes over the process before training, at the peak", 300, (memory.Peak - baseline) / 1e6);
    }
}
