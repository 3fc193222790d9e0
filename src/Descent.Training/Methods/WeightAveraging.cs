using Descent.Torch.Memory;
using Descent.Training.Loop;
using static TorchSharp.torch;

namespace Descent.Training.Methods;

/// <summary>An exponential average of the weights (Polyak, Juditsky 1992): a ← d·a + (1 − d)·w, begun at the initial weights.</summary>
internal sealed class WeightAveraging : ITrainingMethod, IDisposable
{
    private readonly NativeBuffer _average;
    private readonly float _rest;

    public WeightAveraging(FlatParameters parameters, double decay)
    {
        _rest = (float)(1 - decay);
        _average = new NativeBuffer(parameters.Length, ScalarType.Float32);
        parameters.Values.CopyTo(_average.As<float>());
        State = new Dictionary<string, NativeBuffer> { ["average"] = _average };
    }

    public IReadOnlyDictionary<string, NativeBuffer> State { get; }

    public void BeforeUpdate(Span<float> gradients)
    {
    }

    public void AfterUpdate(ReadOnlySpan<float> weights) => GradientPass.Average(_average.As<float>(), weights, _rest);

    /// <summary>Exchanges the weights and their average; a second call brings them back.</summary>
    public void Exchange(Span<float> weights)
    {
        Span<float> average = _average.As<float>();
        for (int i = 0; i < weights.Length; i++)
        {
            (weights[i], average[i]) = (average[i], weights[i]);
        }
    }

    public void Dispose() => _average.Dispose();
}
