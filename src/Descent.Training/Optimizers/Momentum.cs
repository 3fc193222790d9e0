using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>v ← m·v + g; w ← w − lr·v, or w ← w − lr·(g + m·v) with Nesterov.</summary>
internal sealed class Momentum(FlatParameters parameters, MomentumOptions options, int threads)
    : Optimizer(parameters, options, threads, "momentum_buffer")
{
    private readonly float _momentum = (float)options.Momentum;
    private readonly bool _nesterov = options.Nesterov;

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        Span<float> weights = Parameters.Values;
        Span<float> gradients = Parameters.Gradients;
        Span<float> velocities = State(0);
        for (int i = start; i < end; i += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Create<float>(weights[i..]);
            Vector512<float> g = Vector512.Create<float>(gradients[i..]) + (w * decay);
            Vector512<float> v = (Vector512.Create<float>(velocities[i..]) * _momentum) + g;
            v.CopyTo(velocities[i..]);
            (w - ((_nesterov ? g + (v * _momentum) : v) * learningRate)).CopyTo(weights[i..]);
        }
    }
}
