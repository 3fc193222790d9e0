using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>s ← a·s + (1 − a)·g²; w ← w − lr·g / (√s + ε).</summary>
internal sealed class RmsProp(FlatParameters parameters, RmsPropOptions options, int threads)
    : Optimizer(parameters, options, threads, "square_avg")
{
    private readonly float _alpha = (float)options.Alpha;
    private readonly float _rest = (float)(1 - options.Alpha);
    private readonly Vector512<float> _epsilon = Vector512.Create((float)options.Epsilon);

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        Span<float> weights = Parameters.Values;
        Span<float> gradients = Parameters.Gradients;
        Span<float> squares = State(0);
        for (int i = start; i < end; i += Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.Create<float>(weights[i..]);
            Vector512<float> g = Vector512.Create<float>(gradients[i..]) + (w * decay);
            Vector512<float> s = (Vector512.Create<float>(squares[i..]) * _alpha) + (g * g * _rest);
            s.CopyTo(squares[i..]);
            (w - (g * learningRate / (Vector512.Sqrt(s) + _epsilon))).CopyTo(weights[i..]);
        }
    }
}
