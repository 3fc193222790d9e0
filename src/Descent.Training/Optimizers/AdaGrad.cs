using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>s ← s + g²; w ← w − lr·g / (√s + ε).</summary>
internal sealed class AdaGrad(FlatParameters parameters, AdaGradOptions options, int threads)
    : Optimizer(parameters, options, threads, "sum")
{
    private readonly Vector512<float> _epsilon = Vector512.Create((float)options.Epsilon);

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        Span<float> weights = Parameters.Values;
        Span<float> gradients = Parameters.Gradients;
        Span<float> sums = State(0);
        for (int i = start; i < end; i += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Create<float>(weights[i..]);
            Vector512<float> g = Vector512.Create<float>(gradients[i..]) + (w * decay);
            Vector512<float> s = Vector512.Create<float>(sums[i..]) + (g * g);
            s.CopyTo(sums[i..]);
            (w - (g * learningRate / (Vector512.Sqrt(s) + _epsilon))).CopyTo(weights[i..]);
        }
    }
}
