using Descent.Training.Loop;
using Descent.Training.Observers;

namespace Descent.Doctor.Proofs;

/// <summary>The slope of the training loss and its noise, over a sample of the training examples.</summary>
/// <param name="Norm">The norm of the gradient, weight decay included, without what the sample's own noise adds to it.</param>
/// <param name="Error">The standard error of the gradient: that of a sample, 0 where it is all training examples.</param>
/// <param name="StepNoise">The norm of the noise in the gradient of one of the run's steps; 0 where a batch is all training examples.</param>
/// <param name="Parameters">How much of it reaches each parameter, in the network's order.</param>
public sealed record LossSlope(double Norm, double Error, double StepNoise, IReadOnlyList<ParameterSlope> Parameters)
{
    /// <summary>The slope over the noise of a step; 0 where there is no slope, infinite where there is no noise.</summary>
    public double SignalToNoise => Norm == 0 ? 0 : Norm / StepNoise;

    /// <summary>The slope at the weights as they are; and the gradient itself.</summary>
    internal static (LossSlope Slope, float[] Gradient) Measure(ProbedRun run, LossSample sample, int batchSize)
    {
        double[] squares = new double[run.Parameters.Count];
        double[] sum = new double[run.Length];
        double all = 0;
        foreach (float[] gradient in sample.Gradients())
        {
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += gradient[i];
            }

            for (int i = 0; i < squares.Length; i++)
            {
                squares[i] += Square(gradient, run.Parameters[i]);
            }

            all += Math.Pow(GradientPass.Norm(gradient), 2);
        }

        int count = sample.Count;
        double meanSquare = sum.Sum(value => value / count * (value / count));
        double variance = count < 2 ? 0 : Math.Max(0, (all - (count * meanSquare)) / (count - 1)); // Of a batch of the sample.
        double Rest(long examples) => sample.Population is { } population ? Math.Max(0, 1 - ((double)examples / population)) : 1;
        double error = Math.Sqrt(variance / count * Rest((long)count * sample.BatchSize));
        float[] weights = sample.Weights;
        float[] total = [.. sum.Select(value => (float)(value / count))];
        sample.AddDecay(weights, total);
        double norm = GradientPass.Norm(total);
        var slope = new LossSlope(
            Math.Sqrt(Math.Max(0, (norm * norm) - (error * error))), error, Math.Sqrt(variance * sample.BatchSize / batchSize * Rest(batchSize)),
            [.. run.Parameters.Select((place, i) => Of(place, Math.Sqrt(squares[i] / count), Math.Sqrt(Square(weights, place))))]);
        return (slope, total);
    }

    /// <summary>The weights that get under a share of the gradient that the last weight gets, each relative to itself.</summary>
    internal IReadOnlyList<string> Below(double share)
    {
        ParameterSlope[] weights = [.. Parameters.Where(parameter => parameter.IsWeight)];
        return weights.Length < 3 ? [] : [.. weights.SkipLast(1).Where(weight => weight.Relative < share * weights[^1].Relative).Select(weight => weight.Name)];
    }

    /// <summary>The weights that get nothing, while some parameter gets something: what float32 cannot tell from 0 beside it.</summary>
    internal IReadOnlyList<string> Untouched()
    {
        double greatest = Parameters.Max(parameter => parameter.Size);
        return [.. Parameters.Where(parameter => parameter.IsWeight && parameter.Size <= 1e-7 * greatest).Select(parameter => parameter.Name)];
    }

    private static ParameterSlope Of(ParameterPlace place, double gradient, double weight) =>
        new(place.Name, place.Shape.Count >= 2, gradient / Math.Sqrt(place.Length), weight == 0 ? double.NaN : gradient / weight);

    private static double Square(float[] values, ParameterPlace place)
    {
        double sum = 0;
        foreach (float value in values.AsSpan(place.Offset, place.Length))
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
