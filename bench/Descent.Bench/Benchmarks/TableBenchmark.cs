using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Models;
using Descent.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Benchmarks;

/// <summary>Every network of the catalog with small inputs, against the same network as a TorchSharp user steps it, and PyTorch.</summary>
internal sealed class TableBenchmark : IBenchmark
{
    private const int Tries = 3;

    public string Name => "table";

    public string Question => "how many examples per second does each network train, against TorchSharp's own optimizer and PyTorch?";

    public void Run(BenchOptions options)
    {
        Console.WriteLine($"examples/s, best and median of {options.Repetitions} rounds in turns; control: Descent's median against itself");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{"network",-12} {"batch",5} {"threads",7} {"layout",6}  {"Descent",19}  {"control",7}  {"TorchSharp",19} {"",6}  {"PyTorch",19} {"",6}"));
        foreach (NetworkDefinition network in NetworkCatalog.All.Where(network => options.Network is null || network.Name == options.Network))
        {
            Row(network, options.Repetitions);
        }
    }

    private static void Row(NetworkDefinition definition, int repetitions)
    {
        NetworkCase network = new(definition);
        (int count, int threads) = (network.Count, network.Threads);
        using StepBatch batch = network.MakeBatch();
        Layout layout = Faster(network, batch);
        using NetworkStep step = new(network.Make(), batch, threads, layout: layout);
        using PlainStep plain = new(Peer(definition.Name) ?? network.Make(), batch, threads);
        using ChildStep? pyTorch = ChildStep.StartPyTorch(definition.Name, count, threads);
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
            $"{definition.Name,-12} {count,5} {threads,7} {(layout == Layout.Nhwc ? "nhwc" : "nchw"),6}  {Rates(ours)}  {comparison.Control,7:F3}  {Against(torchSharp)}  {(torch is null ? "–" : Against(torch))}"));
    }

    // The layout whose fastest step is the faster; a run chooses likewise, and keeps the first for a gain below a twentieth.
    private static Layout Faster(NetworkCase network, StepBatch batch)
    {
        if (batch.Inputs.dim() != 4)
        {
            return Layout.Nchw;
        }

        using NetworkStep usual = new(network.Make(), batch, network.Threads);
        using NetworkStep last = new(network.Make(), batch, network.Threads, layout: Layout.Nhwc);
        (double Usual, double Last)[] seconds = [.. Enumerable.Range(0, Tries).Select(_ => (usual.Measure(), last.Measure()))];
        return seconds.Min(pair => pair.Last) < seconds.Min(pair => pair.Usual) ? Layout.Nhwc : Layout.Nchw;
    }

    // The networks that TorchSharp's users write of its own layers; of the others Descent's own is stepped their way.
    private static Module<Tensor, Tensor>? Peer(string name) => name switch
    {
        "lenet" => new Peers.TorchSharp.LeNet(),
        "mlp" => Sequential(Flatten(), Linear(784, 256), ReLU(), Linear(256, StepBatch.Classes)),
        "gpt" => new Peers.TorchSharp.Gpt(StepBatch.Tokens, 128, 4, 128, 4),
        _ => null,
    };
}
