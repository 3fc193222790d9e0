namespace Descent.Lab.Answers;

/// <summary>The 95 % interval of a mean of few samples (Student 1908).</summary>
internal static class StudentInterval
{
    /// <summary>The most samples that the table below serves.</summary>
    public const int MostSamples = 31;

    // The 97.5 % quantile of Student's distribution with 1, 2, … degrees of freedom.
    private static readonly double[] Quantiles =
    [
        12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131,
        2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
    ];

    /// <summary>Half of the interval: t · s / √n; 0 of a single sample, and infinite where a sample is.</summary>
    public static double Reach(IReadOnlyList<double> samples)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(samples.Count, MostSamples);
        // Equal samples have no spread; their mean's rounding is none either.
        if (samples.All(sample => sample.Equals(samples[0])))
        {
            return 0;
        }

        if (!samples.All(double.IsFinite))
        {
            return double.PositiveInfinity;
        }

        double mean = samples.Average();
        double variance = samples.Sum(sample => (sample - mean) * (sample - mean)) / (samples.Count - 1);
        return Quantiles[samples.Count - 2] * Math.Sqrt(variance / samples.Count);
    }
}
