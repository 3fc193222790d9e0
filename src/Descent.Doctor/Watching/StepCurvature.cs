using System.Numerics.Tensors;
using Descent.Data.Sources;
using Descent.Doctor.Proofs;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>The curvature of the loss along a step d: (g(w + d) − g(w))·d/‖d‖², from two gradients of a fixed batch, before the step's own and after its update.</summary>
internal sealed class StepCurvature : IDisposable
{
    private readonly LossSample _sample;
    private readonly float[] _weights;
    private readonly float[] _gradient;

    private StepCurvature(LossSample sample)
    {
        (_sample, _weights) = (sample, sample.Weights);
        _gradient = new float[_weights.Length];
        _sample.Gradient(_weights, _gradient);
    }

    /// <summary>
    /// That of a step whose forward pass, which clears the gradients and keys its random numbers itself, is about to begin; null where examples come from a stream or
    /// several ranks train.
    /// </summary>
    public static StepCurvature? Of(ProbedRun run) => run.Inputs.Split.Train is IMapSource && run.Inputs.Shard.Grid.All.Size == 1
        ? new StepCurvature(new LossSample(run, run.Inputs.Plan.Training.BatchSize, most: 1)) : null;

    /// <summary>Called once the weights have been updated; NaN where the step moved nothing.</summary>
    public double WeightsUpdated(ReadOnlySpan<float> weights)
    {
        float[] step = weights.ToArray(), change = new float[weights.Length];
        _sample.Gradient(step, change);
        TensorPrimitives.Subtract(change, _gradient, change);
        TensorPrimitives.Subtract(step, _weights, step);
        double square = TensorPrimitives.SumOfSquares<float>(step);
        return square == 0 ? double.NaN : TensorPrimitives.Dot<float>(change, step) / square;
    }

    /// <inheritdoc />
    public void Dispose() => _sample.Dispose();
}
