using Descent.Torch.Randomness;
using Descent.Training.Evaluation;

namespace Descent.Training.Generation;

/// <summary>Draws tokens from logits; a draw is a function of the options, the logits and its number alone.</summary>
internal static class TokenSampler
{
    /// <param name="logits">One for each token, finite.</param>
    /// <param name="options">How to draw.</param>
    /// <param name="number">Which draw it is, from 0.</param>
    public static int Draw(ReadOnlySpan<float> logits, SamplingOptions options, long number)
    {
        if (options.Temperature == 0)
        {
            return Accuracy.IndexOfMax(logits);
        }

        // Likeliest first, the first of equals before the others.
        float[] values = logits.ToArray();
        int[] tokens = [.. Enumerable.Range(0, values.Length).OrderByDescending(token => values[token]).Take(options.TopK ?? values.Length)];
        double[] weights = [.. tokens.Select(token => Math.Exp((values[token] - (double)values[tokens[0]]) / options.Temperature))];
        double left = new KeyedRandom(options.Seed, (ulong)number).NextDouble() * weights.Sum();
        for (int i = 0; i < tokens.Length; i++)
        {
            left -= weights[i];
            if (left < 0)
            {
                return tokens[i];
            }
        }

        // Only rounding leads here.
        return tokens[^1];
    }
}
