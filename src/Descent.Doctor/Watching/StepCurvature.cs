using System.Numerics.Tensors;
using Descent.Data.Sources;
using Descent.Doctor.Proofs;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>The curvature of the loss along a step d: (g(w + d) − g(w))·d/‖d‖², from two gradients of a fixed batch, before the step's own and after its update.</summary>
internal sealed class StepCurvature : IDisposable
{
    private readonly LossSample _sample;

    // Held for one step only: together they are as large as the optimizer's state.
    private float[]? _weights;
    private float[]? _gradient;

    private StepCurvature(LossSample sample) => _sample = sample;

    /// <summary>That of a run; null where examples come from a stream or several ranks train.</summary>
    public static StepCurvature? Of(ProbedRun run) => run.Inputs.Split.Train is IMapSource && run.Inputs.Shard.Grid.All.Size == 1
        ? new StepCurvature(new LossSample(run, run.Inputs.Plan.Training.BatchSize, most: 1)) : null;

    /// <summary>Called before the forward pass of a step, which clears the gradients and keys its random numbers itself.</summary>
    public void StepStarting()
    {
        _weights = _sample.Weights;
        _gradient = new float[_weights.Length];
        _sample.Gradient(_weights, _gradient);
    }

    /// <summary>Called once the weights have been updated; null where the step was not watched from its start, or moved nothing.</summary>
    public double? WeightsUpdated(ReadOnlySpan<float> weights)
    {
        if (_weights is null || _gradient is null)
        {
            return null;
        }

        float[] step = weights.ToArray(), change = new float[weights.Length];
        _sample.Gradient(step, change);
        TensorPrimitives.Subtract(change, _gradient, change);
        TensorPrimitives.Subtract(step, _weights, step);
        (_weights, _gradient) = (null, null);
        double square = TensorPrimitives.SumOfSquares<float>(step);
        return square == 0 ? null : TensorPrimitives.Dot<float>(change, step) / square;
    }

    /// <inheritdoc />
    public void Dispose() => _sample.Dispose();
}
