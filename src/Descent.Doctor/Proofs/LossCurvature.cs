using System.Numerics.Tensors;
using Descent.Doctor.Curvature;
using Descent.Torch.Randomness;
using Descent.Training.Observers;

namespace Descent.Doctor.Proofs;

/// <summary>The curvature of the training loss, weight decay included, over a sample of the training examples.</summary>
/// <param name="Largest">The largest eigenvalue of the Hessian that Lanczos found.</param>
/// <param name="Smallest">The smallest that it found: the curvature along some direction, so the smallest there is no larger.</param>
/// <param name="Error">The error of a curvature: how far products of the Hessian were from symmetric.</param>
/// <param name="Residual">How far an eigenvalue may lie from the smallest that was found.</param>
/// <param name="Products">Hessian-vector products, of two gradients each.</param>
/// <param name="StepGain">How much one best step against the slope would lower the loss, if the loss were as curved everywhere: |g|⁴/2gᵀHg; NaN where it is not curved upward there.</param>
/// <param name="Walk">A walk forth and back along the direction of the smallest eigenvalue.</param>
public sealed record LossCurvature(double Largest, double Smallest, double Error, double Residual, int Products, double StepGain, LossWalk Walk)
{
    private const int MostProducts = 24;

    // The vectors are kept, in a gigabyte at most.
    private const long MostFloats = 1L << 28;

    internal static LossCurvature Measure(ProbedRun run, LossSample sample, LossSlope slope, float[] gradient)
    {
        var product = new HessianProduct(sample.Weights, sample.Gradient);
        double along = Along(product, gradient);
        int steps = (int)Math.Clamp(MostFloats / run.Length, 4, MostProducts);
        Spectrum spectrum = Lanczos.Run(product.Multiply, Start(run), Math.Min(steps, run.Parameters.Sum(place => place.Length)));
        return new LossCurvature(
            spectrum.Largest, spectrum.Smallest, spectrum.Asymmetry, spectrum.SmallestResidual, spectrum.Products + 1,
            along > 0 ? slope.Norm * slope.Norm / (2 * along) : slope.Norm == 0 ? 0 : double.NaN, LossWalk.BothWays(sample, spectrum.SmallestVector));
    }

    // The curvature along the gradient.
    private static double Along(HessianProduct product, float[] gradient)
    {
        float norm = TensorPrimitives.Norm<float>(gradient);
        if (norm == 0)
        {
            return 0;
        }

        float[] unit = new float[gradient.Length], result = new float[gradient.Length];
        TensorPrimitives.Divide(gradient, norm, unit);
        product.Multiply(unit, result);
        return TensorPrimitives.Dot<float>(unit, result);
    }

    // Random, the same every time; 0 where the flat buffers have padding.
    private static float[] Start(ProbedRun run)
    {
        KeyedRandom random = new(0, c: 2);
        float[] start = new float[run.Length];
        foreach (ParameterPlace place in run.Parameters)
        {
            foreach (ref float value in start.AsSpan(place.Offset, place.Length))
            {
                value = (float)random.NextNormal();
            }
        }

        return start;
    }
}
