using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>2×2 max pooling over rows in memory: eight windows at a time where a row has as many, else one.</summary>
internal static class MaxPoolKernel
{
    private const int Windows = 8;
    private static Vector512<int> Left => Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14);
    private static Vector512<int> Right => Left + Vector512<int>.One;
    private static Vector512<int> LeftTwice => Vector512.Create(0, 0, 2, 2, 4, 4, 6, 6, 8, 8, 10, 10, 12, 12, 14, 14);
    private static Vector512<int> RightTwice => LeftTwice + Vector512<int>.One;
    private static Vector512<int> Twice => Vector512.Create(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    private static Vector512<float> IsRight => Vector512.Create(0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1, 0, -1).AsSingle();

    /// <param name="input">Rows of <paramref name="width"/> floats, an even number of them.</param>
    /// <param name="output">Half as many rows of half the width.</param>
    /// <param name="width">An even number.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward(ReadOnlySpan<float> input, Span<float> output, int width)
    {
        int half = width / 2;
        for (int row = 0; row < output.Length / half; row++)
        {
            ReadOnlySpan<float> upper = input.Slice(2 * row * width, width);
            ReadOnlySpan<float> lower = input.Slice(((2 * row) + 1) * width, width);
            ForwardRow(upper, lower, output.Slice(row * half, half));
        }
    }

    /// <summary>Gives each window's gradient to its first number, row by row, that equals the maximum, and 0 to the others.</summary>
    /// <param name="input">As in <see cref="Forward"/>.</param>
    /// <param name="output">What <see cref="Forward"/> found.</param>
    /// <param name="gradient">The gradient of the output.</param>
    /// <param name="result">The gradient of the input.</param>
    /// <param name="width">The input's width.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward(
        ReadOnlySpan<float> input, ReadOnlySpan<float> output, ReadOnlySpan<float> gradient, Span<float> result, int width)
    {
        int half = width / 2;
        for (int row = 0; row < output.Length / half; row++)
        {
            int upper = 2 * row * width;
            int lower = upper + width;
            BackwardRow(
                input.Slice(upper, width), input.Slice(lower, width), output.Slice(row * half, half), gradient.Slice(row * half, half),
                result.Slice(upper, width), result.Slice(lower, width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ForwardRow(ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, Span<float> output)
    {
        if (output.Length < Windows)
        {
            for (int i = 0; i < output.Length; i++)
            {
                output[i] = MathF.Max(MathF.Max(upper[2 * i], upper[(2 * i) + 1]), MathF.Max(lower[2 * i], lower[(2 * i) + 1]));
            }

            return;
        }

        // The last vector begins early enough to end with the row: a few windows are worked out twice.
        for (int i = 0; ; i = Math.Min(i + Windows, output.Length - Windows))
        {
            Vector512<float> rows = Vector512.Max(Load(upper, 2 * i), Load(lower, 2 * i));
            Vector256.Max(Vector512.Shuffle(rows, Left).GetLower(), Vector512.Shuffle(rows, Right).GetLower()).CopyTo(output[i..]);
            if (i == output.Length - Windows)
            {
                break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BackwardRow(
        ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, ReadOnlySpan<float> output, ReadOnlySpan<float> gradient,
        Span<float> upperResult, Span<float> lowerResult)
    {
        if (output.Length < Windows)
        {
            for (int i = 0; i < output.Length; i++)
            {
                BackwardWindow(upper.Slice(2 * i, 2), lower.Slice(2 * i, 2), output[i], gradient[i], upperResult.Slice(2 * i, 2), lowerResult.Slice(2 * i, 2));
            }

            return;
        }

        for (int i = 0; ; i = Math.Min(i + Windows, output.Length - Windows))
        {
            Vector512<float> maximum = LoadTwice(output, i);
            Vector512<float> given = LoadTwice(gradient, i);
            Vector512<int> upperWins = Vector512.Equals(Load(upper, 2 * i), maximum).AsInt32();
            Vector512<int> lowerWins = Vector512.Equals(Load(lower, 2 * i), maximum).AsInt32();
            Vector512<float> upperLeft = Vector512.Shuffle(upperWins, LeftTwice).AsSingle();
            Vector512<float> upperAny = upperLeft | Vector512.Shuffle(upperWins, RightTwice).AsSingle();
            Vector512<float> lowerLeft = Vector512.Shuffle(lowerWins, LeftTwice).AsSingle();
            Vector512.AndNot(given & upperWins.AsSingle(), upperLeft & IsRight).CopyTo(upperResult[(2 * i)..]);
            Vector512.AndNot(given & lowerWins.AsSingle(), upperAny | (lowerLeft & IsRight)).CopyTo(lowerResult[(2 * i)..]);
            if (i == output.Length - Windows)
            {
                break;
            }
        }
    }

    private static void BackwardWindow(
        ReadOnlySpan<float> upper, ReadOnlySpan<float> lower, float maximum, float gradient, Span<float> upperResult, Span<float> lowerResult)
    {
        upperResult[0] = upper[0] == maximum ? gradient : 0;
        upperResult[1] = upper[1] == maximum && upper[0] != maximum ? gradient : 0;
        bool upperWins = upper[0] == maximum || upper[1] == maximum;
        lowerResult[0] = lower[0] == maximum && !upperWins ? gradient : 0;
        lowerResult[1] = lower[1] == maximum && lower[0] != maximum && !upperWins ? gradient : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Load(ReadOnlySpan<float> values, int start) => Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)start);

    // Eight numbers, each in the two places of its window.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> LoadTwice(ReadOnlySpan<float> values, int start) => Vector512.Shuffle(
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(values), (nuint)start).ToVector512(), Twice);
}
