using System.Numerics.Tensors;

namespace Descent.Doctor.Proofs;

/// <summary>How the loss falls on a straight walk from the weights as they are.</summary>
/// <param name="Gain">How much lower it is where it is lowest on the way, for example 0.1 for 2.3 to 2.2; 0 where it only rises.</param>
/// <param name="Error">The standard error of that, over batches.</param>
/// <param name="Length">How far that is, as the Euclidean norm; 0 where the loss only rises.</param>
public sealed record LossWalk(double Gain, double Error, double Length)
{
    // Shares of 1 + ‖w‖.
    private static readonly double[] Shares = [0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>Against the gradient of the first half of the batches; the loss is that of the second half, whose noise has no part in the direction.</summary>
    internal static LossWalk Down(LossSample sample)
    {
        float[] weights = sample.Weights, direction = new float[weights.Length];
        if (sample.Count < 2)
        {
            return new LossWalk(0, 0, 0);
        }

        int half = sample.Count / 2;
        sample.Gradient(weights, direction, half);
        float norm = TensorPrimitives.Norm<float>(direction);
        if (norm == 0)
        {
            return new LossWalk(0, 0, 0);
        }

        TensorPrimitives.Divide(direction, -norm, direction);
        return Best(sample, weights, direction, (falls, length) => [.. falls(length).Skip(half)]);
    }

    /// <summary>Forth and back along a direction of length 1, in the mean of the two: slopes cancel, so where the loss falls it is curved downward.</summary>
    internal static LossWalk BothWays(LossSample sample, float[] direction) =>
        Best(sample, sample.Weights, direction, (falls, length) => [.. falls(length).Zip(falls(-length), (forth, back) => (forth + back) / 2)]);

    private static LossWalk Best(LossSample sample, float[] weights, float[] direction, Func<Func<double, double[]>, double, double[]> look)
    {
        double[] here = sample.Losses();
        double penalty = sample.Penalty(weights);
        float[] there = new float[weights.Length];
        var best = new LossWalk(0, 0, 0);
        foreach (double length in Shares.Select(share => share * (1 + TensorPrimitives.Norm<float>(weights))))
        {
            double[] falls = look(Falls, length);
            double gain = falls.Average();
            if (gain > best.Gain)
            {
                best = new LossWalk(gain, Math.Sqrt(falls.Sum(fall => (fall - gain) * (fall - gain)) / Math.Max(1, falls.Length - 1) / falls.Length), length);
            }
        }

        return best;

        double[] Falls(double length)
        {
            TensorPrimitives.MultiplyAdd(direction, (float)length, weights, there);
            double fallOfPenalty = penalty - sample.Penalty(there);
            return [.. sample.Losses(there).Zip(here, (after, before) => before - after + fallOfPenalty)];
        }
    }
}
