using System.Numerics;
using System.Runtime.InteropServices;
using Descent.Doctor.History;
using Descent.Training.Evaluation;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace Descent.Doctor.Watching;

/// <summary>Statistics of what a layer gives over the chunks of a step.</summary>
/// <param name="kind">What its outputs have gone through.</param>
internal sealed class LayerStatistics(ActivationKind kind)
{
    // Within a hundredth of the range from its end a sigmoid's slope is under 0.01 of at most 0.25, a tanh's under 0.04 of 1.
    private const float SaturatedSigmoid = 0.01f;
    private const float SaturatedTanh = 0.98f;
    private float[] _greatestOfUnit = [];
    private long _count;
    private double _sum;
    private double _squares;
    private float _least = float.PositiveInfinity;
    private float _greatest = float.NegativeInfinity;
    private long _zeros;
    private long _nearSigmoidEnds;
    private long _nearTanhEnds;

    /// <summary>Takes outputs [B, C, …] or [B, …, F]; a unit is a channel or a feature.</summary>
    public void Add(Tensor outputs)
    {
        if (!outputs.is_floating_point() || outputs.numel() == 0)
        {
            return;
        }

        using HostValues<float> values = new(outputs, ScalarType.Float32);
        ReadOnlySpan<float> span = values.Span;
        _count += span.Length;
        _sum += TensorPrimitives.Sum(span);
        _squares += TensorPrimitives.SumOfSquares(span);
        _least = Math.Min(_least, TensorPrimitives.Min(span));
        _greatest = Math.Max(_greatest, TensorPrimitives.Max(span));
        Count(span);
        TakeUnits(span, outputs.shape);
    }

    /// <summary>What was seen, by the names of <see cref="Quantity"/>.</summary>
    public IEnumerable<(string Name, double Value)> Values(string layer)
    {
        if (_count == 0)
        {
            yield break;
        }

        double mean = _sum / _count;
        double zeros = (double)_zeros / _count;
        yield return (Quantity.Mean(layer), mean);
        yield return (Quantity.Deviation(layer), Math.Sqrt(Math.Max(0, (_squares / _count) - (mean * mean))));
        yield return (Quantity.Zeros(layer), zeros);
        switch (kind == ActivationKind.Unknown ? ActivationKinds.Guess(_least, _greatest, zeros) : kind)
        {
            case ActivationKind.Relu when _greatestOfUnit.Length > 0:
                yield return (Quantity.Dead(layer), (double)_greatestOfUnit.Count(greatest => greatest <= 0) / _greatestOfUnit.Length);
                break;
            case ActivationKind.Sigmoid:
                yield return (Quantity.Saturated(layer), (double)_nearSigmoidEnds / _count);
                break;
            case ActivationKind.Tanh:
                yield return (Quantity.Saturated(layer), (double)_nearTanhEnds / _count);
                break;
        }
    }

    private void Count(ReadOnlySpan<float> span)
    {
        Vector<int> zeros = Vector<int>.Zero, sigmoid = Vector<int>.Zero, tanh = Vector<int>.Zero;
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(span);
        foreach (Vector<float> x in vectors)
        {
            // A comparison is −1 where it holds.
            zeros -= Vector.Equals(x, Vector<float>.Zero);
            sigmoid -= Vector.LessThan(x, new Vector<float>(SaturatedSigmoid)) | Vector.GreaterThan(x, new Vector<float>(1 - SaturatedSigmoid));
            tanh -= Vector.GreaterThan(Vector.Abs(x), new Vector<float>(SaturatedTanh));
        }

        (_zeros, _nearSigmoidEnds, _nearTanhEnds) = (_zeros + Vector.Sum(zeros), _nearSigmoidEnds + Vector.Sum(sigmoid), _nearTanhEnds + Vector.Sum(tanh));
        foreach (float x in span[(vectors.Length * Vector<float>.Count)..])
        {
            _zeros += x == 0 ? 1 : 0;
            _nearSigmoidEnds += x is < SaturatedSigmoid or > 1 - SaturatedSigmoid ? 1 : 0;
            _nearTanhEnds += MathF.Abs(x) > SaturatedTanh ? 1 : 0;
        }
    }

    private void TakeUnits(ReadOnlySpan<float> span, long[] shape)
    {
        bool hasChannels = shape.Length == 4;
        int units = shape.Length < 2 ? 0 : (int)(hasChannels ? shape[1] : shape[^1]);
        if (_greatestOfUnit.Length != units)
        {
            _greatestOfUnit = new float[units];
            Array.Fill(_greatestOfUnit, float.NegativeInfinity);
        }

        int pixels = hasChannels ? (int)(shape[2] * shape[3]) : 1;
        for (int start = 0, unit = 0; units > 0 && start < span.Length; start += hasChannels ? pixels : units, unit = (unit + 1) % units)
        {
            if (hasChannels)
            {
                _greatestOfUnit[unit] = Math.Max(_greatestOfUnit[unit], TensorPrimitives.Max(span.Slice(start, pixels)));
            }
            else
            {
                TensorPrimitives.Max(_greatestOfUnit, span.Slice(start, units), _greatestOfUnit);
            }
        }
    }
}
