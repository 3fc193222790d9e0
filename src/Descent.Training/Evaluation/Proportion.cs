namespace Descent.Training.Evaluation;

/// <summary>A share that was counted, and how far the true one may be from it.</summary>
/// <param name="Right">How many are right.</param>
/// <param name="Of">Of how many, 1 or more.</param>
public readonly record struct Proportion(long Right, long Of)
{
    // The normal distribution has 95 % within so many standard deviations.
    private const double Z = 1.959963984540054;

    /// <summary>The share, 0 to 1.</summary>
    public double Share => (double)Right / Of;

    /// <summary>The lower end of the 95 % confidence interval (Wilson 1927).</summary>
    public double Low => Middle - Reach;

    /// <summary>The upper end of it.</summary>
    public double High => Middle + Reach;

    private double Middle => (Share + (Z * Z / (2 * Of))) / (1 + (Z * Z / Of));

    private double Reach => Z * Math.Sqrt((Share * (1 - Share) / Of) + (Z * Z / (4.0 * Of * Of))) / (1 + (Z * Z / Of));
}
