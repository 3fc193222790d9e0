using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>A training step of a small GPT, against the same network of TorchSharp's own MultiheadAttention.</summary>
internal sealed class GptBenchmark : IBenchmark
{
    private const int Steps = 5;

    public string Name => "gpt";

    public string Question => "how long does a step of a GPT take (4 layers, 128 wide, 4 heads, context 128, batch 16)?";

    public void Run(BenchOptions options)
    {
        using GptStep step = new();
        Side ours = new("Descent", () => step.Ours(Steps));
        Side peer = new("TorchSharp, MultiheadAttention and Adam", () => step.Peer(Steps));
        Comparison comparison = new(seconds => $"{seconds * 1e3:F1} ms/step", ours, peer);
        comparison.Run(options.Repetitions);
        Console.WriteLine($"loss after as many steps: Descent {step.OurLoss:F3}, TorchSharp {step.PeerLoss:F3}");
        Claim.AtLeast("times TorchSharp's step, median", 1.3, comparison.Ratio(peer));
    }
}
