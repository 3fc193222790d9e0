using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>w ← w − lr·(g + decay·w).</summary>
internal sealed class Sgd(FlatParameters parameters, SgdOptions options, int threads) : Optimizer(parameters, options, threads)
{
    protected override void Update(int start, int end, float learningRate, float decay)
    {
        Span<float> weights = Parameters.Values;
        Span<float> gradients = Parameters.Gradients;
        for (int i = start; i < end; i += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Create<float>(weights[i..]);
            Vector512<float> g = Vector512.Create<float>(gradients[i..]) + (w * decay);
            (w - (g * learningRate)).CopyTo(weights[i..]);
        }
    }
}
