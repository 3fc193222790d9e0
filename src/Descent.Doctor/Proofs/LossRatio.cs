using Descent.Training.Forks;

namespace Descent.Doctor.Proofs;

/// <summary>The loss of one fork over that of another, over the second half of their steps.</summary>
internal static class LossRatio
{
    /// <summary>How many parts of the steps, and of the examples for validation, are compared.</summary>
    public const int Blocks = 8;

    // Of Student's distribution with Blocks − 1 degrees of freedom.
    private const double Student = 2.365;

    /// <summary>The geometric mean of the ratio and its 95 % interval.</summary>
    /// <param name="with">The loss of each step of one, 16 or more.</param>
    /// <param name="without">As many of the other.</param>
    /// <remarks>
    /// Losses of neighbouring steps are not independent, so means of blocks are compared, each with that of the same steps; of their logarithms, as a loss that goes
    /// up does so by factors. Where both see the same batches their noise cancels; where they don't it is in the interval.
    /// </remarks>
    public static Interval Of(IReadOnlyList<double> with, IReadOnlyList<double> without)
    {
        double[] apart = [.. with.Zip(without, Logarithm).Skip(with.Count / 2)];
        double[] means = [.. Enumerable.Range(0, Blocks).Select(block => apart[(block * apart.Length / Blocks)..((block + 1) * apart.Length / Blocks)].Average())];
        return Around(means.Average(), SquareError(means));
    }

    /// <summary>The ratio of two validation losses; its interval holds for other examples, and for other moments of the steps.</summary>
    /// <param name="with">The loss of one at each look, of each group of the examples; groups are of one size.</param>
    /// <param name="without">The same of the other.</param>
    public static Interval OfLooks(IReadOnlyList<double[]> with, IReadOnlyList<double[]> without)
    {
        double[] looks = [.. with.Zip(without, (a, b) => Logarithm(a.Average(), b.Average()))];
        double[] above = [.. Enumerable.Range(0, Blocks).Select(group => with.Sum(look => look[group]))];
        double[] below = [.. Enumerable.Range(0, Blocks).Select(group => without.Sum(look => look[group]))];
        // The jackknife: how far the ratio goes without one of the groups.
        double[] spared = [.. above.Zip(below, (a, b) => Logarithm(above.Sum() - a, below.Sum() - b))];
        double examples = SquareError(spared) * (Blocks - 1) * (Blocks - 1);
        return Around(Logarithm(above.Sum(), below.Sum()), examples + SquareError(looks));
    }

    /// <summary>The mean loss over the second half of the steps; NaN where the fork ended in a step that was not finite.</summary>
    public static double Late(ForkResult fork) => fork.IsRefused ? double.NaN : fork.Losses.Skip(fork.Losses.Count / 2).Average();

    private static double Logarithm(double with, double without) => Math.Log(Math.Max(with, float.Epsilon) / Math.Max(without, float.Epsilon));

    // Of their mean.
    private static double SquareError(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length;
    }

    private static Interval Around(double logarithm, double squareError)
    {
        double half = Student * Math.Sqrt(squareError);
        return new(Math.Exp(logarithm), Math.Exp(logarithm - half), Math.Exp(logarithm + half));
    }
}
