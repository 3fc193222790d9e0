namespace Descent.Training.Evaluation;

/// <summary>How likely a difference in accuracy as large as the one seen would be by chance alone: p-values, two-sided.</summary>
public static class Significance
{
    /// <summary>Below it a difference counts as more than chance.</summary>
    public const double Level = 0.05;

    /// <summary>Two models on the same examples: McNemar's test, exact, on those that only one of them has right (McNemar 1947).</summary>
    /// <param name="onlyFirst">Examples that only the first has right.</param>
    /// <param name="onlySecond">Examples that only the second has right.</param>
    public static double OfPairs(long onlyFirst, long onlySecond)
    {
        // By chance each of these falls to either side like a coin: the tail of a binomial distribution, summed in logarithms.
        long tosses = onlyFirst + onlySecond;
        long fewer = Math.Min(onlyFirst, onlySecond);
        double logTerm = -tosses * Math.Log(2);
        double tail = Math.Exp(logTerm);
        for (long i = 1; i <= fewer; i++)
        {
            logTerm += Math.Log((tosses - i + 1) / (double)i);
            tail += Math.Exp(logTerm);
        }

        return Math.Min(1, 2 * tail);
    }

    /// <summary>Two models on examples of their own: the two-proportion z-test with the pooled share.</summary>
    public static double OfProportions(Proportion first, Proportion second)
    {
        double pooled = (first.Right + second.Right) / (double)(first.Of + second.Of);
        double error = Math.Sqrt(pooled * (1 - pooled) * ((1.0 / first.Of) + (1.0 / second.Of)));
        return error == 0 ? 1 : Math.Min(1, 2 * NormalTail(Math.Abs(first.Share - second.Share) / error));
    }

    // The share of a normal distribution beyond z ≥ 0: a power series near the middle, a continued fraction outside.
    private static double NormalTail(double z)
    {
        double density = Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
        if (z < 3)
        {
            double term = z;
            double sum = z;
            for (int odd = 3; term > 1e-17; odd += 2)
            {
                term *= z * z / odd;
                sum += term;
            }

            return 0.5 - (density * sum);
        }

        double fraction = z;
        for (int i = 60; i >= 1; i--)
        {
            fraction = z + (i / fraction);
        }

        return density / fraction;
    }
}
