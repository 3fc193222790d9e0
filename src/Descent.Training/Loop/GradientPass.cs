using System.Runtime.Intrinsics;

namespace Descent.Training.Loop;

/// <summary>Vectorized passes over a flat buffer whose length is a multiple of 16.</summary>
internal static class GradientPass
{
    /// <summary>Whether no number is NaN or infinite: 0·x is 0 exactly for finite x and NaN otherwise.</summary>
    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (int i = 0; i < values.Length; i += Vector512<float>.Count)
        {
            sum += Vector512.Create(values[i..]) * 0f;
        }

        return sum == Vector512<float>.Zero;
    }

    /// <summary>The Euclidean norm, summed in double so that large gradients do not overflow it.</summary>
    public static double Norm(ReadOnlySpan<float> values)
    {
        Vector512<double> sum = Vector512<double>.Zero;
        for (int i = 0; i < values.Length; i += Vector512<float>.Count)
        {
            (Vector512<double> low, Vector512<double> high) = Vector512.Widen(Vector512.Create(values[i..]));
            sum += (low * low) + (high * high);
        }

        return Math.Sqrt(Vector512.Sum(sum));
    }

    /// <summary>sums ← sums + values.</summary>
    public static void Add(Span<float> sums, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < sums.Length; i += Vector512<float>.Count)
        {
            (Vector512.Create<float>(sums[i..]) + Vector512.Create(values[i..])).CopyTo(sums[i..]);
        }
    }

    /// <summary>Multiplies every number.</summary>
    public static void Scale(Span<float> values, float factor)
    {
        for (int i = 0; i < values.Length; i += Vector512<float>.Count)
        {
            (Vector512.Create<float>(values[i..]) * factor).CopyTo(values[i..]);
        }
    }

    /// <summary>average ← average + (value − average)·rest.</summary>
    public static void Average(Span<float> averages, ReadOnlySpan<float> values, float rest)
    {
        for (int i = 0; i < values.Length; i += Vector512<float>.Count)
        {
            Vector512<float> average = Vector512.Create<float>(averages[i..]);
            (average + ((Vector512.Create(values[i..]) - average) * rest)).CopyTo(averages[i..]);
        }
    }
}
