using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>s ← a·s + (1 − a)·g²; u = g / (√s + ε), centred √(s − ḡ²); w ← w − lr·u, or by a velocity v ← m·v + u.</summary>
internal sealed class RmsProp(ParameterShard parameters, RmsPropOptions options, int threads)
    : Optimizer(parameters, options, threads, [
        "square_avg", .. options.HasVelocity ? ["momentum_buffer"] : Array.Empty<string>(), .. options.Centered ? ["grad_avg"] : Array.Empty<string>()])
{
    private readonly float _alpha = (float)options.Alpha;
    private readonly float _rest = (float)(1 - options.Alpha);
    private readonly float _momentum = (float)options.Momentum;
    private readonly Vector512<float> _epsilon = Vector512.Create((float)options.Epsilon);

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        ref float weights = ref MemoryMarshal.GetReference(Parameters.Values);
        ref float gradients = ref MemoryMarshal.GetReference(Parameters.Gradients);
        ref float squares = ref MemoryMarshal.GetReference(State(0));
        (bool moves, bool centers) = (options.HasVelocity, options.Centered);
        // Those that are not kept are never touched.
        ref float velocities = ref MemoryMarshal.GetReference(State(moves ? 1 : 0));
        ref float means = ref MemoryMarshal.GetReference(State(StateNames.Count - 1));
        (Vector512<float> epsilon, float alpha, float rest, float momentum) = (_epsilon, _alpha, _rest, _momentum);
        for (nuint i = (nuint)start; i < (nuint)end; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref weights, i);
            Vector512<float> g = Vector512.LoadUnsafe(ref gradients, i) + (w * decay);
            Vector512<float> s = (Vector512.LoadUnsafe(ref squares, i) * alpha) + (g * g * rest);
            s.StoreUnsafe(ref squares, i);
            if (centers)
            {
                Vector512<float> mean = (Vector512.LoadUnsafe(ref means, i) * alpha) + (g * rest);
                mean.StoreUnsafe(ref means, i);
                // A gradient that never changes has a variance of 0, which rounding can bring below.
                s = Vector512.Max(s - (mean * mean), Vector512<float>.Zero);
            }

            Vector512<float> update = g / (Vector512.Sqrt(s) + epsilon);
            if (moves)
            {
                update += Vector512.LoadUnsafe(ref velocities, i) * momentum;
                update.StoreUnsafe(ref velocities, i);
            }

            (w - (update * learningRate)).StoreUnsafe(ref weights, i);
        }
    }
}
