using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Data.Loading;
using Descent.Training.Loop;

namespace Descent.Bench.Benchmarks;

/// <summary>What reading costs a LeNet step: the same loop on one resident batch, on the loader, and reading on its own thread.</summary>
internal sealed class WaitBenchmark : IBenchmark
{
    private const int Steps = 200;

    // More than a core's own caches hold: what a step costs on numbers that are new to it, wherever they come from.
    private const int Several = 32;

    public string Name => "wait";

    public string Question => "does a LeNet step ever wait for its batch?";

    public void Run(BenchOptions options)
    {
        Fashion data = new();
        // With a core left to the reader, and with every core computing, where the operators' threads read while they wait.
        foreach (int threads in new[] { Math.Max(1, Environment.ProcessorCount - 1), Environment.ProcessorCount }.Distinct())
        {
            Console.WriteLine($"{threads} of {Environment.ProcessorCount} cores compute:");
            double ratio = Compare(data, threads, options);
            Claim.AtMost("step with the loader over step on a resident batch, median", 1.02, ratio);
        }

        Console.WriteLine();
        StepProfile.Measure(data).Print();
    }

    private static double Compare(Fashion data, int threads, BenchOptions options)
    {
        IBatchReader Open(int prefetch, ulong seed = 1) => Loader.Open(data.Train, data.Normalizer, [], new LoaderOptions
        {
            Prefetch = prefetch,
            Seed = seed,
            ThreadsOnEveryCore = CpuThreads.OnEveryCore(threads),
        });
        IBatchReader resident = new ResidentReader(Open(0));
        IBatchReader several = new ResidentReader([.. Enumerable.Range(1, Several).Select(seed => Open(0, (ulong)seed))]);
        IBatchReader asynchronous = Open(4);
        IBatchReader synchronous = Open(0);
        SwitchReader readers = new(resident, several, asynchronous, synchronous);
        using LeNetLoop loop = new(readers, threads);
        double Run(IBatchReader reader)
        {
            readers.Current = reader;
            return loop.Run(Steps);
        }

        Side first = new("one resident batch", () => Run(resident));
        Side many = new($"{Several} resident batches in turn", () => Run(several));
        Side reading = new("--prefetch 4 (default)", () => Run(asynchronous));
        Side inLine = new("--prefetch 0", () => Run(synchronous));
        Comparison comparison = new(seconds => $"{seconds * 1e3:F3} ms/step", first, many, reading, inLine);
        comparison.Run(options.Repetitions);
        return comparison.Ratio(reading);
    }
}
