using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Models;

namespace Descent.Bench.Benchmarks;

/// <summary>Every network of the catalog that takes small images, against the same network as a TorchSharp user steps it, and PyTorch.</summary>
internal sealed class TableBenchmark : IBenchmark
{
    private const string Small = "small";

    public string Name => "table";

    public string Question => "how many examples per second does each network train, against TorchSharp's own optimizer and PyTorch?";

    public void Run(BenchOptions options)
    {
        Console.WriteLine($"examples/s, best and median of {options.Repetitions} rounds in turns; control: Descent's median against itself");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"network",-12} {"batch",5} {"threads",7}  {"Descent",19}  {"control",7}  {"TorchSharp",19} {"",6}  {"PyTorch",19} {"",6}"));
        foreach (NetworkDefinition network in NetworkCatalog.All)
        {
            bool isSmall = network.Name is "lenet" or "mlp";
            Row(network, isSmall ? [1, 28, 28] : [3, 32, 32], isSmall ? 64 : 16, isSmall ? 1 : Environment.ProcessorCount, options.Repetitions);
        }
    }

    private static void Row(NetworkDefinition definition, long[] shape, int count, int threads, int repetitions)
    {
        Network Make() => NetworkCatalog.Create(
            definition.Name, shape, StepBatch.Classes, definition.Options.ContainsKey(Small) ? new Dictionary<string, long> { [Small] = 1 } : null);
        Network network;
        try
        {
            network = Make();
        }
        catch (ArgumentException e)
        {
            Console.WriteLine($"{definition.Name,-12} takes no images of {string.Join('×', shape)}: {e.Message}");
            return;
        }

        using StepBatch batch = new(shape, count);
        using NetworkStep step = new(network, batch, threads);
        using PlainStep plain = new(definition.Name == "lenet" ? new Peers.TorchSharp.LeNet() : Make(), batch, threads);
        using PyTorchStep? pyTorch = PyTorchStep.Start(definition.Name, count, threads);
        Side ours = new("Descent", step.Measure);
        Side torchSharp = new("TorchSharp", plain.Measure);
        Side? torch = pyTorch is null ? null : new Side("PyTorch", pyTorch.Measure);
        Comparison comparison = new(seconds => $"{seconds}", ours, [torchSharp, .. torch is null ? Array.Empty<Side>() : [torch]]);
        comparison.WarmUp();
        comparison.Measure(repetitions);
        string Rates(Side side) => string.Create(CultureInfo.InvariantCulture, $"{count / side.Samples.Minimum,9:N0} {count / side.Samples.Median,9:N0}");
        string Against(Side side) => string.Create(CultureInfo.InvariantCulture, $"{Rates(side)} {comparison.Ratio(side),5:F2}x");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{definition.Name,-12} {count,5} {threads,7}  {Rates(ours)}  {comparison.Control,7:F3}  {Against(torchSharp)}  {(torch is null ? "–" : Against(torch))}"));
    }
}
