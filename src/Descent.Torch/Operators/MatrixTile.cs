using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>A tile of a product of matrices, summed in registers: the widest has 24 sums of 16 numbers in the 32 that there are.</summary>
internal static unsafe class MatrixTile
{
    private const int Lanes = 16;

    /// <summary>8 rows × 48 columns.</summary>
    /// <param name="rows">The left matrix's rows.</param>
    /// <param name="step">From one number of such a row to the next.</param>
    /// <param name="packed">The right matrix's panel.</param>
    /// <param name="count">Products to sum.</param>
    /// <param name="start">What sums begin at, row by row.</param>
    /// <param name="startStride">From one such row to the next; 0 where all begin alike.</param>
    /// <param name="product">Where to, row by row; may be <paramref name="start"/>.</param>
    /// <param name="stride">From one such row to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(float** rows, nint step, float* packed, int count, float* start, nint startStride, float* product, nint stride)
    {
        float* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
        Vector512<float> sum0a = Vector512.Load(start), sum0b = Vector512.Load(start + Lanes), sum0c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum1a = Vector512.Load(start), sum1b = Vector512.Load(start + Lanes), sum1c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum2a = Vector512.Load(start), sum2b = Vector512.Load(start + Lanes), sum2c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum3a = Vector512.Load(start), sum3b = Vector512.Load(start + Lanes), sum3c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum4a = Vector512.Load(start), sum4b = Vector512.Load(start + Lanes), sum4c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum5a = Vector512.Load(start), sum5b = Vector512.Load(start + Lanes), sum5c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum6a = Vector512.Load(start), sum6b = Vector512.Load(start + Lanes), sum6c = Vector512.Load(start + (2 * Lanes));
        start += startStride;
        Vector512<float> sum7a = Vector512.Load(start), sum7b = Vector512.Load(start + Lanes), sum7c = Vector512.Load(start + (2 * Lanes));
        for (nint i = 0, end = count * step; i != end; i += step, packed += 3 * Lanes)
        {
            Vector512<float> a = Vector512.LoadAligned(packed), b = Vector512.LoadAligned(packed + Lanes), c = Vector512.LoadAligned(packed + (2 * Lanes));
            Vector512<float> x0 = Vector512.Create(row0[i]);
            sum0a = Vector512.FusedMultiplyAdd(x0, a, sum0a);
            sum0b = Vector512.FusedMultiplyAdd(x0, b, sum0b);
            sum0c = Vector512.FusedMultiplyAdd(x0, c, sum0c);
            Vector512<float> x1 = Vector512.Create(row1[i]);
            sum1a = Vector512.FusedMultiplyAdd(x1, a, sum1a);
            sum1b = Vector512.FusedMultiplyAdd(x1, b, sum1b);
            sum1c = Vector512.FusedMultiplyAdd(x1, c, sum1c);
            Vector512<float> x2 = Vector512.Create(row2[i]);
            sum2a = Vector512.FusedMultiplyAdd(x2, a, sum2a);
            sum2b = Vector512.FusedMultiplyAdd(x2, b, sum2b);
            sum2c = Vector512.FusedMultiplyAdd(x2, c, sum2c);
            Vector512<float> x3 = Vector512.Create(row3[i]);
            sum3a = Vector512.FusedMultiplyAdd(x3, a, sum3a);
            sum3b = Vector512.FusedMultiplyAdd(x3, b, sum3b);
            sum3c = Vector512.FusedMultiplyAdd(x3, c, sum3c);
            Vector512<float> x4 = Vector512.Create(row4[i]);
            sum4a = Vector512.FusedMultiplyAdd(x4, a, sum4a);
            sum4b = Vector512.FusedMultiplyAdd(x4, b, sum4b);
            sum4c = Vector512.FusedMultiplyAdd(x4, c, sum4c);
            Vector512<float> x5 = Vector512.Create(row5[i]);
            sum5a = Vector512.FusedMultiplyAdd(x5, a, sum5a);
            sum5b = Vector512.FusedMultiplyAdd(x5, b, sum5b);
            sum5c = Vector512.FusedMultiplyAdd(x5, c, sum5c);
            Vector512<float> x6 = Vector512.Create(row6[i]);
            sum6a = Vector512.FusedMultiplyAdd(x6, a, sum6a);
            sum6b = Vector512.FusedMultiplyAdd(x6, b, sum6b);
            sum6c = Vector512.FusedMultiplyAdd(x6, c, sum6c);
            Vector512<float> x7 = Vector512.Create(row7[i]);
            sum7a = Vector512.FusedMultiplyAdd(x7, a, sum7a);
            sum7b = Vector512.FusedMultiplyAdd(x7, b, sum7b);
            sum7c = Vector512.FusedMultiplyAdd(x7, c, sum7c);
        }

        sum0a.Store(product);
        sum0b.Store(product + Lanes);
        sum0c.Store(product + (2 * Lanes));
        product += stride;
        sum1a.Store(product);
        sum1b.Store(product + Lanes);
        sum1c.Store(product + (2 * Lanes));
        product += stride;
        sum2a.Store(product);
        sum2b.Store(product + Lanes);
        sum2c.Store(product + (2 * Lanes));
        product += stride;
        sum3a.Store(product);
        sum3b.Store(product + Lanes);
        sum3c.Store(product + (2 * Lanes));
        product += stride;
        sum4a.Store(product);
        sum4b.Store(product + Lanes);
        sum4c.Store(product + (2 * Lanes));
        product += stride;
        sum5a.Store(product);
        sum5b.Store(product + Lanes);
        sum5c.Store(product + (2 * Lanes));
        product += stride;
        sum6a.Store(product);
        sum6b.Store(product + Lanes);
        sum6c.Store(product + (2 * Lanes));
        product += stride;
        sum7a.Store(product);
        sum7b.Store(product + Lanes);
        sum7c.Store(product + (2 * Lanes));
    }

    /// <summary>8 rows × 32 columns.</summary>
    /// <inheritdoc cref="Wide" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Middle(float** rows, nint step, float* packed, int count, float* start, nint startStride, float* product, nint stride)
    {
        float* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
        Vector512<float> sum0a = Vector512.Load(start), sum0b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum1a = Vector512.Load(start), sum1b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum2a = Vector512.Load(start), sum2b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum3a = Vector512.Load(start), sum3b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum4a = Vector512.Load(start), sum4b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum5a = Vector512.Load(start), sum5b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum6a = Vector512.Load(start), sum6b = Vector512.Load(start + Lanes);
        start += startStride;
        Vector512<float> sum7a = Vector512.Load(start), sum7b = Vector512.Load(start + Lanes);
        for (nint i = 0, end = count * step; i != end; i += step, packed += 2 * Lanes)
        {
            Vector512<float> a = Vector512.LoadAligned(packed), b = Vector512.LoadAligned(packed + Lanes);
            Vector512<float> x0 = Vector512.Create(row0[i]);
            sum0a = Vector512.FusedMultiplyAdd(x0, a, sum0a);
            sum0b = Vector512.FusedMultiplyAdd(x0, b, sum0b);
            Vector512<float> x1 = Vector512.Create(row1[i]);
            sum1a = Vector512.FusedMultiplyAdd(x1, a, sum1a);
            sum1b = Vector512.FusedMultiplyAdd(x1, b, sum1b);
            Vector512<float> x2 = Vector512.Create(row2[i]);
            sum2a = Vector512.FusedMultiplyAdd(x2, a, sum2a);
            sum2b = Vector512.FusedMultiplyAdd(x2, b, sum2b);
            Vector512<float> x3 = Vector512.Create(row3[i]);
            sum3a = Vector512.FusedMultiplyAdd(x3, a, sum3a);
            sum3b = Vector512.FusedMultiplyAdd(x3, b, sum3b);
            Vector512<float> x4 = Vector512.Create(row4[i]);
            sum4a = Vector512.FusedMultiplyAdd(x4, a, sum4a);
            sum4b = Vector512.FusedMultiplyAdd(x4, b, sum4b);
            Vector512<float> x5 = Vector512.Create(row5[i]);
            sum5a = Vector512.FusedMultiplyAdd(x5, a, sum5a);
            sum5b = Vector512.FusedMultiplyAdd(x5, b, sum5b);
            Vector512<float> x6 = Vector512.Create(row6[i]);
            sum6a = Vector512.FusedMultiplyAdd(x6, a, sum6a);
            sum6b = Vector512.FusedMultiplyAdd(x6, b, sum6b);
            Vector512<float> x7 = Vector512.Create(row7[i]);
            sum7a = Vector512.FusedMultiplyAdd(x7, a, sum7a);
            sum7b = Vector512.FusedMultiplyAdd(x7, b, sum7b);
        }

        sum0a.Store(product);
        sum0b.Store(product + Lanes);
        product += stride;
        sum1a.Store(product);
        sum1b.Store(product + Lanes);
        product += stride;
        sum2a.Store(product);
        sum2b.Store(product + Lanes);
        product += stride;
        sum3a.Store(product);
        sum3b.Store(product + Lanes);
        product += stride;
        sum4a.Store(product);
        sum4b.Store(product + Lanes);
        product += stride;
        sum5a.Store(product);
        sum5b.Store(product + Lanes);
        product += stride;
        sum6a.Store(product);
        sum6b.Store(product + Lanes);
        product += stride;
        sum7a.Store(product);
        sum7b.Store(product + Lanes);
    }

    /// <summary>8 rows × 16 columns.</summary>
    /// <inheritdoc cref="Wide" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(float** rows, nint step, float* packed, int count, float* start, nint startStride, float* product, nint stride)
    {
        float* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
        Vector512<float> sum0 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum1 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum2 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum3 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum4 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum5 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum6 = Vector512.Load(start);
        start += startStride;
        Vector512<float> sum7 = Vector512.Load(start);
        for (nint i = 0, end = count * step; i != end; i += step, packed += Lanes)
        {
            Vector512<float> a = Vector512.LoadAligned(packed);
            sum0 = Vector512.FusedMultiplyAdd(Vector512.Create(row0[i]), a, sum0);
            sum1 = Vector512.FusedMultiplyAdd(Vector512.Create(row1[i]), a, sum1);
            sum2 = Vector512.FusedMultiplyAdd(Vector512.Create(row2[i]), a, sum2);
            sum3 = Vector512.FusedMultiplyAdd(Vector512.Create(row3[i]), a, sum3);
            sum4 = Vector512.FusedMultiplyAdd(Vector512.Create(row4[i]), a, sum4);
            sum5 = Vector512.FusedMultiplyAdd(Vector512.Create(row5[i]), a, sum5);
            sum6 = Vector512.FusedMultiplyAdd(Vector512.Create(row6[i]), a, sum6);
            sum7 = Vector512.FusedMultiplyAdd(Vector512.Create(row7[i]), a, sum7);
        }

        sum0.Store(product);
        product += stride;
        sum1.Store(product);
        product += stride;
        sum2.Store(product);
        product += stride;
        sum3.Store(product);
        product += stride;
        sum4.Store(product);
        product += stride;
        sum5.Store(product);
        product += stride;
        sum6.Store(product);
        product += stride;
        sum7.Store(product);
    }
}
