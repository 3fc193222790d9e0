using System.Globalization;
using System.Text.Json;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>What bfloat16 costs in accuracy.</summary>
internal sealed class PrecisionBenchmark : IBenchmark
{
    private const int Seeds = 5;

    public string Name => "precision";

    public string Question => "how far is 'descent train lenet --precision bf16' from float32 in test accuracy?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        double difference = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            double exact = Accuracy(folder, "fp32", seed, options.Epochs);
            double rounded = Accuracy(folder, "bf16", seed, options.Epochs);
            Console.WriteLine($"seed {seed}: fp32 {exact:P2}, bf16 {rounded:P2} after {options.Epochs} epochs");
            difference += (rounded - exact) / Seeds;
        }

        Claim.AtMost($"points between the means of {Seeds} seeds", 0.5, Math.Abs(100 * difference));
    }

    private static double Accuracy(TemporaryFolder folder, string precision, int seed, int epochs)
    {
        ChildJob job = new(Programs.Descent,
        [
            "train", "lenet", "--json", "--precision", precision, "--threads", "1", "--layout", "nchw",
            "--seed", seed.ToString(CultureInfo.InvariantCulture), "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--output", folder[$"{precision}-{seed}"],
        ]);
        JsonElement result = job.Last("result");
        return result.GetProperty("test").GetProperty("accuracy").GetDouble();
    }
}
