using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − lr·m̂ / (√v̂ + ε), with AMSGrad the largest v so far.</summary>
internal sealed class Adam(ParameterShard parameters, AdamOptions options, int threads)
    : Optimizer(parameters, options, threads, ["exp_avg", "exp_avg_sq", .. options.AmsGrad ? ["max_exp_avg_sq"] : Array.Empty<string>()])
{
    private readonly float _beta1Rest = (float)(1 - options.Beta1);
    private readonly float _beta2 = (float)options.Beta2;
    private readonly float _beta2Rest = (float)(1 - options.Beta2);
    private float _stepSize;
    private float _epsilon;

    // lr·m/(1 − β₁ᵗ) / (√v/c + ε) = (lr·c/(1 − β₁ᵗ))·m / (√v + c·ε) with c = √(1 − β₂ᵗ): one division for each weight instead of two.
    protected override void Prepare(double learningRate)
    {
        double correction = Math.Sqrt(1 - Math.Pow(options.Beta2, Step));
        _stepSize = (float)(learningRate * correction / (1 - Math.Pow(options.Beta1, Step)));
        _epsilon = (float)Math.Max(correction * options.Epsilon, float.Epsilon);
    }

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        ref float weights = ref MemoryMarshal.GetReference(Parameters.Values);
        ref float gradients = ref MemoryMarshal.GetReference(Parameters.Gradients);
        ref float firsts = ref MemoryMarshal.GetReference(State(0));
        ref float seconds = ref MemoryMarshal.GetReference(State(1));
        ref float largest = ref MemoryMarshal.GetReference(State(StateNames.Count - 1));
        float keep = options.IsDecayDecoupled ? 1 - (learningRate * decay) : 1;
        float l2 = options.IsDecayDecoupled ? 0 : decay;
        bool amsGrad = options.AmsGrad;
        (float beta1Rest, float beta2, float beta2Rest, float stepSize) = (_beta1Rest, _beta2, _beta2Rest, _stepSize);
        Vector512<float> epsilon = Vector512.Create(_epsilon);
        for (nuint i = (nuint)start; i < (nuint)end; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref weights, i);
            Vector512<float> g = Vector512.LoadUnsafe(ref gradients, i) + (w * l2);
            Vector512<float> m = Vector512.LoadUnsafe(ref firsts, i);
            m += (g - m) * beta1Rest;
            Vector512<float> v = (Vector512.LoadUnsafe(ref seconds, i) * beta2) + (g * g * beta2Rest);
            m.StoreUnsafe(ref firsts, i);
            v.StoreUnsafe(ref seconds, i);
            if (amsGrad)
            {
                v = Vector512.Max(v, Vector512.LoadUnsafe(ref largest, i));
                v.StoreUnsafe(ref largest, i);
            }

            ((w * keep) - (m * stepSize / (Vector512.Sqrt(v) + epsilon))).StoreUnsafe(ref weights, i);
        }
    }
}
