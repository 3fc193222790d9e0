using System.Globalization;
using System.Text.Json;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>What `descent train lenet` reaches on the test split.</summary>
internal sealed class AccuracyBenchmark : IBenchmark
{
    private const int Seeds = 3;

    public string Name => "accuracy";

    public string Question => "what test accuracy does 'descent train lenet' reach?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        double sum = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            string number = seed.ToString(CultureInfo.InvariantCulture);
            ChildJob job = new(
                Programs.Descent,
                ["train", "lenet", "--json", "--seed", number, "--epochs", options.Epochs.ToString(CultureInfo.InvariantCulture), "--output", folder[number]]);
            JsonElement result = job.Last("result");
            double accuracy = result.GetProperty("test").GetProperty("accuracy").GetDouble();
            Console.WriteLine($"seed {seed}: {accuracy:P2} after {options.Epochs} epochs, {result.GetProperty("examplesPerSecond").GetDouble():N0} examples/s");
            sum += accuracy;
        }

        Claim.AtLeast($"mean test accuracy of {Seeds} seeds", 0.89, sum / Seeds);
    }
}
