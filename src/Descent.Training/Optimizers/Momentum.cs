using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>v ← m·v + (1 − d)·g, at first v ← g; w ← w − lr·v, or w ← w − lr·(g + m·v) with Nesterov.</summary>
internal sealed class Momentum(ParameterShard parameters, MomentumOptions options, int threads)
    : Optimizer(parameters, options, threads, "momentum_buffer")
{
    private readonly float _momentum = (float)options.Momentum;
    private readonly bool _nesterov = options.Nesterov;
    private float _rest;

    protected override void Prepare(double learningRate) => _rest = Step == 1 ? 1 : (float)(1 - options.Dampening);

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        ref float weights = ref MemoryMarshal.GetReference(Parameters.Values);
        ref float gradients = ref MemoryMarshal.GetReference(Parameters.Gradients);
        ref float velocities = ref MemoryMarshal.GetReference(State(0));
        (float momentum, float rest, bool nesterov) = (_momentum, _rest, _nesterov);
        for (nuint i = (nuint)start; i < (nuint)end; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref weights, i);
            Vector512<float> g = Vector512.LoadUnsafe(ref gradients, i) + (w * decay);
            Vector512<float> v = (Vector512.LoadUnsafe(ref velocities, i) * momentum) + (g * rest);
            v.StoreUnsafe(ref velocities, i);
            (w - ((nesterov ? g + (v * momentum) : v) * learningRate)).StoreUnsafe(ref weights, i);
        }
    }
}
