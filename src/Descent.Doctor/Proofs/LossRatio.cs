namespace Descent.Doctor.Proofs;

/// <summary>The loss of one fork over that of another, over the second half of their steps.</summary>
internal static class LossRatio
{
    private const int Blocks = 8;

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
        double[] apart = [.. with.Zip(without, (a, b) => Math.Log(Math.Max(a, float.Epsilon) / Math.Max(b, float.Epsilon))).Skip(with.Count / 2)];
        double[] means = [.. Enumerable.Range(0, Blocks).Select(block => apart[(block * apart.Length / Blocks)..((block + 1) * apart.Length / Blocks)].Average())];
        double mean = means.Average();
        double half = Student * Math.Sqrt(means.Sum(value => (value - mean) * (value - mean)) / (Blocks - 1) / Blocks);
        return new(Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    /// <summary>The mean loss over the second half of the steps; NaN where the fork ended in a step that was not finite.</summary>
    public static double Late(Training.Forks.ForkResult fork) => fork.IsRefused ? double.NaN : fork.Losses.Skip(fork.Losses.Count / 2).Average();
}
