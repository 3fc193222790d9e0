using System.Numerics.Tensors;
using Descent.Data.Sources;
using Descent.Doctor.Proofs;
using Descent.Training.Observers;

namespace Descent.Doctor.Watching;

/// <summary>The curvature of the loss along a step d: (g(w + d) − g(w))·d/‖d‖², from two gradients of a fixed batch, before the step's own and after its update.</summary>
internal sealed class StepCurvature : IDisposable
{
    private readonly LossSample _sample;
    private readonly float[] _gradient;
    private readonly float[] _after;
    private float[] _weights = [];

    private StepCurvature(LossSample sample, int length) => (_sample, _gradient, _after) = (sample, new float[length], new float[length]);

    /// <summary>That of a run; null where examples come from a stream or several ranks train.</summary>
    public static StepCurvature? Of(ProbedRun run) => run.Inputs.Split.Train is IMapSource && run.Inputs.Shard.Grid.All.Size == 1
        ? new StepCurvature(new LossSample(run, run.Inputs.Plan.Training.BatchSize, most: 1), run.Length) : null;

    /// <summary>Called before the forward pass of a step, which clears the gradients and keys its random numbers itself.</summary>
    public void StepStarting()
    {
        _weights = _sample.Weights;
        _sample.Gradient(_weights, _gradient);
    }

    /// <summary>Called once the weights have been updated; NaN where the step moved nothing.</summary>
    public double WeightsUpdated(ReadOnlySpan<float> weights)
    {
        float[] now = weights.ToArray();
        _sample.Gradient(now, _after);
        TensorPrimitives.Subtract(_after, _gradient, _after);
        TensorPrimitives.Subtract(now, _weights, now);
        double square = TensorPrimitives.SumOfSquares<float>(now);
        return square == 0 ? double.NaN : TensorPrimitives.Dot<float>(_after, now) / square;
    }

    /// <inheritdoc />
    public void Dispose() => _sample.Dispose();
}
