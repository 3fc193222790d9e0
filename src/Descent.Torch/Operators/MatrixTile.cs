using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>A tile of a product of matrices, summed in registers: 24 sums of 16 numbers fill the 32 that there are.</summary>
internal static unsafe class MatrixTile
{
    private const int Lanes = 16;

    /// <summary>8 rows × 48 columns.</summary>
    /// <param name="rows">The left matrix's rows.</param>
    /// <param name="step">From one number of such a row to the next.</param>
    /// <param name="packed">The right matrix's panel.</param>
    /// <param name="count">Numbers to sum.</param>
    /// <param name="tile">Where to, row by row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Wide(float** rows, nint step, float* packed, int count, float* tile)
    {
        float* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
        Vector512<float> sum0a = default, sum0b = default, sum0c = default;
        Vector512<float> sum1a = default, sum1b = default, sum1c = default;
        Vector512<float> sum2a = default, sum2b = default, sum2c = default;
        Vector512<float> sum3a = default, sum3b = default, sum3c = default;
        Vector512<float> sum4a = default, sum4b = default, sum4c = default;
        Vector512<float> sum5a = default, sum5b = default, sum5c = default;
        Vector512<float> sum6a = default, sum6b = default, sum6c = default;
        Vector512<float> sum7a = default, sum7b = default, sum7c = default;
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

        sum0a.StoreAligned(tile);
        sum0b.StoreAligned(tile + Lanes);
        sum0c.StoreAligned(tile + (2 * Lanes));
        sum1a.StoreAligned(tile + (3 * Lanes));
        sum1b.StoreAligned(tile + (4 * Lanes));
        sum1c.StoreAligned(tile + (5 * Lanes));
        sum2a.StoreAligned(tile + (6 * Lanes));
        sum2b.StoreAligned(tile + (7 * Lanes));
        sum2c.StoreAligned(tile + (8 * Lanes));
        sum3a.StoreAligned(tile + (9 * Lanes));
        sum3b.StoreAligned(tile + (10 * Lanes));
        sum3c.StoreAligned(tile + (11 * Lanes));
        sum4a.StoreAligned(tile + (12 * Lanes));
        sum4b.StoreAligned(tile + (13 * Lanes));
        sum4c.StoreAligned(tile + (14 * Lanes));
        sum5a.StoreAligned(tile + (15 * Lanes));
        sum5b.StoreAligned(tile + (16 * Lanes));
        sum5c.StoreAligned(tile + (17 * Lanes));
        sum6a.StoreAligned(tile + (18 * Lanes));
        sum6b.StoreAligned(tile + (19 * Lanes));
        sum6c.StoreAligned(tile + (20 * Lanes));
        sum7a.StoreAligned(tile + (21 * Lanes));
        sum7b.StoreAligned(tile + (22 * Lanes));
        sum7c.StoreAligned(tile + (23 * Lanes));
    }

    /// <summary>8 rows × 16 columns.</summary>
    /// <inheritdoc cref="Wide" path="/param"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Narrow(float** rows, nint step, float* packed, int count, float* tile)
    {
        float* row0 = rows[0], row1 = rows[1], row2 = rows[2], row3 = rows[3], row4 = rows[4], row5 = rows[5], row6 = rows[6], row7 = rows[7];
        Vector512<float> sum0 = default;
        Vector512<float> sum1 = default;
        Vector512<float> sum2 = default;
        Vector512<float> sum3 = default;
        Vector512<float> sum4 = default;
        Vector512<float> sum5 = default;
        Vector512<float> sum6 = default;
        Vector512<float> sum7 = default;
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

        sum0.StoreAligned(tile);
        sum1.StoreAligned(tile + Lanes);
        sum2.StoreAligned(tile + (2 * Lanes));
        sum3.StoreAligned(tile + (3 * Lanes));
        sum4.StoreAligned(tile + (4 * Lanes));
        sum5.StoreAligned(tile + (5 * Lanes));
        sum6.StoreAligned(tile + (6 * Lanes));
        sum7.StoreAligned(tile + (7 * Lanes));
    }
}
