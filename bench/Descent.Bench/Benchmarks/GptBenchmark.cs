using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Models;

namespace Descent.Bench.Benchmarks;

/// <summary>A training step of a small GPT, against the same network of TorchSharp's own MultiheadAttention.</summary>
internal sealed class GptBenchmark : IBenchmark
{
    private const int Context = 128;
    private const int Layers = 4;
    private const int Width = 128;
    private const int Heads = 4;
    private const int Count = 16;

    public string Name => "gpt";

    public string Question => $"how long does a step of a GPT take ({Layers} layers, {Width} wide, {Heads} heads, context {Context}, batch {Count})?";

    public void Run(BenchOptions options)
    {
        using StepBatch batch = StepBatch.OfTokens(Context, Context, Count);
        double ratio = StepComparison.Run(
            batch,
            () => new Gpt(StepBatch.Tokens, Context, Layers, Width, Heads),
            () => new Peers.TorchSharp.Gpt(StepBatch.Tokens, Context, Layers, Width, Heads),
            options);
        Claim.AtLeast("times TorchSharp's step, median", 1.3, ratio);
    }
}
