using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − lr·m̂ / (√v̂ + ε).</summary>
internal sealed class Adam(FlatParameters parameters, AdamOptions options, int threads)
    : Optimizer(parameters, options, threads, "exp_avg", "exp_avg_sq")
{
    private readonly Vector512<float> _epsilon = Vector512.Create((float)options.Epsilon);
    private readonly float _beta1Rest = (float)(1 - options.Beta1);
    private readonly float _beta2 = (float)options.Beta2;
    private readonly float _beta2Rest = (float)(1 - options.Beta2);
    private float _stepSize;
    private float _correction;

    protected override void Prepare(double learningRate)
    {
        _stepSize = (float)(learningRate / (1 - Math.Pow(options.Beta1, Step)));
        _correction = (float)Math.Sqrt(1 - Math.Pow(options.Beta2, Step));
    }

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        Span<float> weights = Parameters.Values;
        Span<float> gradients = Parameters.Gradients;
        Span<float> firsts = State(0);
        Span<float> seconds = State(1);
        float keep = options.IsDecayDecoupled ? 1 - (learningRate * decay) : 1;
        float l2 = options.IsDecayDecoupled ? 0 : decay;
        for (int i = start; i < end; i += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Create<float>(weights[i..]);
            Vector512<float> g = Vector512.Create<float>(gradients[i..]) + (w * l2);
            Vector512<float> m = Vector512.Create<float>(firsts[i..]);
            m += (g - m) * _beta1Rest;
            Vector512<float> v = (Vector512.Create<float>(seconds[i..]) * _beta2) + (g * g * _beta2Rest);
            m.CopyTo(firsts[i..]);
            v.CopyTo(seconds[i..]);
            ((w * keep) - (m * _stepSize / ((Vector512.Sqrt(v) / Vector512.Create(_correction)) + _epsilon))).CopyTo(weights[i..]);
        }
    }
}
