using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>What keeping freed memory and huge pages bring a step, and that they cost none of them much.</summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    private static readonly string[] Networks = ["mlp", "lenet", "transformer", "gpt", "resnet18"];

    public string Name => "memory";

    public string Question => "how long is a step with Descent's malloc settings and huge pages, against malloc as the system has it?";

    public void Run(BenchOptions options)
    {
        foreach (string network in Networks)
        {
            using var with = ChildStep.StartOurs(network, asSystem: false);
            using var without = ChildStep.StartOurs(network, asSystem: true);
            Side system = new("as the system has it", without.Measure);
            Side ours = new("Descent's settings", with.Measure);
            Console.WriteLine(network);
            Comparison comparison = new(seconds => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:F3} ms/step"), system, ours);
            comparison.Run(options.Repetitions);
            Claim.AtMost("step with Descent's settings over one without, median", 1.05, comparison.Ratio(ours));
        }
    }
}
