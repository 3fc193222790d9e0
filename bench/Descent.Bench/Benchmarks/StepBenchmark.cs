using System.Diagnostics;
using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Models;
using Descent.Models.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Bench.Benchmarks;

/// <summary>A whole training step of LeNet and of a perceptron against TorchSharp's own layers and Adam, and where LeNet's time goes.</summary>
internal sealed class StepBenchmark : IBenchmark
{
    private const int Count = 64;

    public string Name => "step";

    public string Question => "how long is a training step of LeNet and of a perceptron 784-256-10, batch 64, against TorchSharp's own?";

    public void Run(BenchOptions options)
    {
        using StepBatch batch = StepBatch.OfImages([1, 28, 28], Count);
        double lenet = StepComparison.Run(batch, () => new LeNet(), () => new Peers.TorchSharp.LeNet(), options);
        Claim.AtLeast("times TorchSharp's step of LeNet, median", 2, lenet);
        double mlp = StepComparison.Run(batch, () => new Mlp([1, 28, 28]), () => Sequential(Flatten(), nn.Linear(784, 256), ReLU(), nn.Linear(256, 10)), options);
        Claim.AtLeast("times TorchSharp's step of the perceptron, median", 1.5, mlp);
        Layers();
    }

    private static void Layers()
    {
        set_num_threads(1);
        double limit = Limit();
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"LeNet's layers, batch {Count}, 1 thread, best times; a matrix product of 1024³ reaches {limit:F0} GFLOP/s here"));
        Console.WriteLine($"{"layer",-30} {"forward us",20} {"backward us",20} {"GFLOP/s",9} {"of limit",9}");
        Layer("conv1 + ReLU + pool, fused", new ConvReluPool2d(1, 6, 5, 2), [1, 28, 28], first: true, 6 * 28 * 28 * 25, limit);
        Layer("  as TorchSharp's three", Sequential(nn.Conv2d(1, 6, 5, padding: 2), ReLU(), nn.MaxPool2d(2)), [1, 28, 28], first: true, 6 * 28 * 28 * 25, limit);
        Layer("conv2 + ReLU + pool, fused", new ConvReluPool2d(6, 16, 5), [6, 14, 14], first: false, 16 * 10 * 10 * 6 * 25, limit);
        Layer("  as TorchSharp's three", Sequential(nn.Conv2d(6, 16, 5), ReLU(), nn.MaxPool2d(2)), [6, 14, 14], first: false, 16 * 10 * 10 * 6 * 25, limit);
        Layer("linear 400→120", new Linear(400, 120), [400], first: false, 400 * 120, limit);
        Layer("linear 120→84", new Linear(120, 84), [120], first: false, 120 * 84, limit);
        Layer("linear 84→10", new Linear(84, 10), [84], first: false, 84 * 10, limit);
    }

    // Counted as if nothing were left out: the fused backward pass makes a quarter of these operations.
    private static void Layer(string name, Module<Tensor, Tensor> layer, long[] shape, bool first, long products, double limit)
    {
        using (layer)
        using (Tensor input = randn([Count, .. shape]))
        {
            LayerTime time = LayerTime.Measure(layer, input, !first);
            double rate = 2.0 * products * Count * (first ? 2 : 3) / ((time.Forward + time.Backward) * 1e3);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{name,-30} {time.Forward,20:F0} {time.Backward,20:F0} {rate,9:F0} {rate / limit,9:P0}"));
        }
    }

    private static double Limit()
    {
        const int Size = 1024;
        using Tensor left = randn(Size, Size), right = randn(Size, Size);
        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long start = Stopwatch.GetTimestamp();
            left.mm(right).Dispose();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best / 1e9;
    }
}
