using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Models;
using Descent.Training;

namespace Descent.Bench.Benchmarks;

/// <summary>What bfloat16 and channels last bring a network of large convolutions.</summary>
internal sealed class ResNetBenchmark : IBenchmark
{
    private const int BatchSize = 64;

    public string Name => "resnet";

    public string Question => "how much faster is ResNet-18 (CIFAR stem, batch 64) in bf16 with channels last than in fp32?";

    public void Run(BenchOptions options)
    {
        int threads = Environment.ProcessorCount;
        static ResNet Make() => new(depth: 18, classes: StepBatch.Classes, size: 32, small: true);
        using StepBatch batch = StepBatch.OfImages([3, 32, 32], BatchSize);
        using NetworkStep plain = new(Make(), batch, threads);
        using NetworkStep last = new(Make(), batch, threads, Precision.Fp32, Layout.Nhwc);
        using NetworkStep narrow = new(Make(), batch, threads, Precision.Bf16, Layout.Nchw);
        using NetworkStep both = new(Make(), batch, threads, Precision.Bf16, Layout.Nhwc);
        Side fastest = new("bf16, channels last", both.Measure);
        Comparison comparison = new(
            seconds => $"{BatchSize / seconds:F1}/s", new Side("fp32", plain.Measure), new Side("fp32, channels last", last.Measure), new Side("bf16", narrow.Measure), fastest);
        comparison.Run(options.Repetitions);
        Claim.AtLeast("times the examples/s of fp32, median", 2, 1 / comparison.Ratio(fastest));
    }
}
