using System.Numerics.Tensors;
using Descent.Doctor.History;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>Looks at gradients, weights and updates: norms of each parameter in one step, and how much the gradients of a few steps agree.</summary>
/// <remarks>
/// The noise scale B = tr(Σ)/|G|² (McCandlish, Kaplan, Amodei 2018, appendix A.1) comes from two batch sizes: one step's, and all those of the window as
/// one, whose gradient is their mean while the weights hardly move.
/// </remarks>
internal sealed class GradientWatch
{
    private const int Window = 8;
    private readonly IReadOnlyList<ParameterPlace> _parameters;
    private readonly int _batchSize;
    private readonly float[] _sum;
    private readonly float[] _before;
    private float[]? _last;
    private double _squares;
    private int _count;

    /// <param name="parameters">Where the parameters lie.</param>
    /// <param name="length">Floats in the flat buffers.</param>
    /// <param name="batchSize">Examples in a step.</param>
    public GradientWatch(IReadOnlyList<ParameterPlace> parameters, int length, int batchSize)
    {
        (_parameters, _batchSize) = (parameters, batchSize);
        (_sum, _before) = (new float[length], new float[length]);
    }

    /// <summary>Whether a window is open: its steps must follow one another.</summary>
    public bool IsOpen => _count > 0;

    /// <summary>The gradients of the step that opens a window, and the weights that they will change.</summary>
    public IEnumerable<(string Name, double Value)> Open(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights)
    {
        Array.Clear(_sum);
        (_squares, _count) = (0, 0);
        weights.CopyTo(_before);
        List<(string Name, double Value)> values = [(Quantity.GradientNorm, Norm(gradients))];
        foreach (ParameterPlace parameter in _parameters)
        {
            values.Add((Quantity.Gradient(parameter.Name), Norm(gradients.Slice(parameter.Offset, parameter.Length))));
            values.Add((Quantity.Weight(parameter.Name), Norm(weights.Slice(parameter.Offset, parameter.Length))));
        }

        Take(gradients);
        return values;
    }

    /// <summary>How far the step that opened the window moved the weights.</summary>
    public IEnumerable<(string Name, double Value)> Updates(ReadOnlySpan<float> weights)
    {
        List<(string Name, double Value)> values = [];
        foreach (ParameterPlace parameter in _parameters)
        {
            ReadOnlySpan<float> now = weights.Slice(parameter.Offset, parameter.Length);
            ReadOnlySpan<float> before = _before.AsSpan(parameter.Offset, parameter.Length);
            double norm = Norm(before);
            double change = TensorPrimitives.Distance(now, before);
            values.Add((Quantity.Update(parameter.Name), change / Math.Max(norm, float.Epsilon)));
        }

        return values;
    }

    /// <summary>The gradients of a further step; what the window says once it is full.</summary>
    public IEnumerable<(string Name, double Value)> Go(ReadOnlySpan<float> gradients)
    {
        double cosine = _last is { } last ? TensorPrimitives.CosineSimilarity(gradients, last) : double.NaN;
        Take(gradients);
        if (_count < Window)
        {
            return [];
        }

        double small = _squares / _count;
        double large = Square(_sum) / ((double)_count * _count);
        _count = 0;
        _last = null;

        // |G|² and tr(Σ) without bias from E|g_B|² = |G|² + tr(Σ)/B at B and at Window·B.
        double signal = ((Window * large) - small) / (Window - 1);
        double noise = (small - large) * _batchSize * Window / (Window - 1);
        return [(Quantity.GradientCosine, cosine), (Quantity.NoiseScale, signal > 0 ? noise / signal : double.PositiveInfinity)];
    }

    private void Take(ReadOnlySpan<float> gradients)
    {
        TensorPrimitives.Add(_sum, gradients, _sum);
        _squares += Square(gradients);
        _count++;
        if (_count == Window - 1)
        {
            _last = gradients.ToArray();
        }
    }

    private static double Square(ReadOnlySpan<float> values) => TensorPrimitives.SumOfSquares(values);

    private static double Norm(ReadOnlySpan<float> values) => TensorPrimitives.Norm(values);
}
