using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Data.Loading;

namespace Descent.Bench.Benchmarks;

/// <summary>What reading costs a LeNet step: the same loop on one resident batch, on the loader, and reading on its own thread.</summary>
internal sealed class WaitBenchmark : IBenchmark
{
    private const int Steps = 200;

    public string Name => "wait";

    public string Question => "does a LeNet step ever wait for its batch?";

    public void Run(BenchOptions options)
    {
        Fashion data = new();
        IBatchReader Open(int prefetch) => Loader.Open(data.Train, data.Normalizer, [], new LoaderOptions { Prefetch = prefetch, Seed = 1 });
        using LeNetLoop resident = new(new ResidentReader(Open(0)));
        using LeNetLoop asynchronous = new(Open(4));
        using LeNetLoop synchronous = new(Open(0));
        Side first = new("one resident batch", () => resident.Run(Steps));
        Side reading = new("--prefetch 4 (default)", () => asynchronous.Run(Steps));
        Side inLine = new("--prefetch 0", () => synchronous.Run(Steps));
        Comparison comparison = new(seconds => $"{seconds * 1e3:F3} ms/step", first, reading, inLine);
        comparison.Run(options.Repetitions);
        Claim.AtMost("step with the loader over step on a resident batch, median", 1.02, comparison.Ratio(reading));

        Console.WriteLine();
        StepProfile.Measure(data).Print();
    }
}
