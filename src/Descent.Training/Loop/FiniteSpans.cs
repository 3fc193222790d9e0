namespace Descent.Training.Loop;

/// <summary>Asks spans whether their numbers are finite.</summary>
internal static class FiniteSpans
{
    /// <summary>Whether any number is NaN or infinite.</summary>
    public static bool ContainsAnyNonFinite(this Span<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return true;
            }
        }

        return false;
    }
}
