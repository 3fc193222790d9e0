using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Torch.Operators;

/// <summary>What attention does with one query's scores; keys are taken by whole vectors, and numbers past them become 0 up to the last vector's end.</summary>
internal static unsafe class SoftmaxRow
{
    private const int Lanes = 16;

    // Of all that is less, the exponential is 0.
    private const float Vanished = -104;
    private static Vector512<int> Order => Vector512<int>.Indices;

    /// <summary>row ← softmax(scale · row).</summary>
    /// <returns>The logarithm of Σ exp(scale · row).</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Normalize(float* row, int keys, float scale)
    {
        var most = Vector512.Create(float.NegativeInfinity);
        for (int i = 0; i < keys; i += Lanes)
        {
            most = Vector512.Max(most, Vector512.ConditionalSelect(IsKey(i, keys), Vector512.Load(row + i), most));
        }

        float largest = float.NegativeInfinity;
        for (int i = 0; i < Lanes; i++)
        {
            largest = MathF.Max(largest, most[i]);
        }

        largest *= scale;
        Vector512<float> sum = default;
        for (int i = 0; i < keys; i += Lanes)
        {
            Vector512<float> share = Exponential(row + i, IsKey(i, keys), scale, largest);
            sum += share;
            share.Store(row + i);
        }

        float total = Vector512.Sum(sum);
        var factor = Vector512.Create(1 / total);
        for (int i = 0; i < keys; i += Lanes)
        {
            (Vector512.Load(row + i) * factor).Store(row + i);
        }

        return largest + MathF.Log(total);
    }

    /// <summary>scores ← softmax(scale · scores); gradients, of these shares, ← the scores' gradients.</summary>
    /// <param name="scores">The products of query and keys.</param>
    /// <param name="gradients">Of the shares.</param>
    /// <param name="keys">How many keys the query looks at.</param>
    /// <param name="scale">What scores are multiplied by.</param>
    /// <param name="logSum">What <see cref="Normalize"/> gave.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(float* scores, float* gradients, int keys, float scale, float logSum)
    {
        Vector512<float> sum = default;
        for (int i = 0; i < keys; i += Lanes)
        {
            Vector512<float> isKey = IsKey(i, keys);
            Vector512<float> share = Exponential(scores + i, isKey, scale, logSum);
            Vector512<float> gradient = Vector512.ConditionalSelect(isKey, Vector512.Load(gradients + i), default);
            sum = Vector512.FusedMultiplyAdd(share, gradient, sum);
            share.Store(scores + i);
            gradient.Store(gradients + i);
        }

        // The mean of the gradients by their shares.
        var mean = Vector512.Create(Vector512.Sum(sum));
        for (int i = 0; i < keys; i += Lanes)
        {
            ((Vector512.Load(gradients + i) - mean) * Vector512.Load(scores + i) * scale).Store(gradients + i);
        }
    }

    private static Vector512<float> IsKey(int first, int keys) => Vector512.LessThan(Order, Vector512.Create(keys - first)).AsSingle();

    // exp(scale · score − shift), 0 where there is no key: what memory held there may be anything.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exponential(float* scores, Vector512<float> isKey, float scale, float shift) =>
        Vector512.ConditionalSelect(isKey, Exp(Vector512.FusedMultiplyAdd(Vector512.Load(scores), Vector512.Create(scale), Vector512.Create(-shift))), default);

    // exp(x) = 2ⁿ · exp(r) with x = n · ln 2 + r and the polynomial of Cephes' expf for exp(r); the runtime's own is five times as slow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Exp(Vector512<float> x)
    {
        x = Avx512F.Max(Vector512.Create(Vanished), x); // The second where one is not a number.
        Vector512<float> n = Avx512F.RoundScale(x * Vector512.Create(1.44269504f), 0);
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> sum = Vector512.Create(1.9875691500e-4f);
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.3981999507e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(8.3334519073e-3f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(4.1665795894e-2f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(1.6666665459e-1f));
        sum = Vector512.FusedMultiplyAdd(sum, r, Vector512.Create(5.0000001201e-1f));
        sum = Vector512.FusedMultiplyAdd(sum, r * r, r + Vector512<float>.One);
        return Avx512F.Scale(sum, n);
    }
}
