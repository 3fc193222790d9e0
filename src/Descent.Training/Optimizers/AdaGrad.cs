using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>s ← s + g²; w ← w − lr/(1 + (t − 1)·d)·g / (√s + ε).</summary>
internal sealed class AdaGrad : Optimizer
{
    private readonly AdaGradOptions _options;
    private readonly Vector512<float> _epsilon;
    private float _stepSize;

    public AdaGrad(ParameterShard parameters, AdaGradOptions options, int threads)
        : base(parameters, options, threads, "sum")
    {
        _options = options;
        _epsilon = Vector512.Create((float)options.Epsilon);
        parameters.Fill(State(0), (float)options.InitialAccumulator);
    }

    protected override void Prepare(double learningRate) => _stepSize = (float)(learningRate / (1 + ((Step - 1) * _options.LearningRateDecay)));

    protected override void Update(int start, int end, float learningRate, float decay)
    {
        ref float weights = ref MemoryMarshal.GetReference(Parameters.Values);
        ref float gradients = ref MemoryMarshal.GetReference(Parameters.Gradients);
        ref float sums = ref MemoryMarshal.GetReference(State(0));
        (Vector512<float> epsilon, float stepSize) = (_epsilon, _stepSize);
        for (nuint i = (nuint)start; i < (nuint)end; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref weights, i);
            Vector512<float> g = Vector512.LoadUnsafe(ref gradients, i) + (w * decay);
            Vector512<float> s = Vector512.LoadUnsafe(ref sums, i) + (g * g);
            s.StoreUnsafe(ref sums, i);
            (w - (g * stepSize / (Vector512.Sqrt(s) + epsilon))).StoreUnsafe(ref weights, i);
        }
    }
}
