using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Descent.Torch.Operators;

/// <summary>Lays a panel of a matrix out as tiles read it: row after row, each as wide as the tile.</summary>
internal static unsafe class MatrixPacking
{
    private const int Lanes = 16;

    // Halves and other halves of four blocks of 128 bits.
    private const byte Even = 0x88;
    private const byte Odd = 0xDD;

    /// <param name="matrix">From where; neighbours in its rows or in its columns are neighbours in memory.</param>
    /// <param name="row">The first row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="column">The first column.</param>
    /// <param name="columns">Columns, up to <paramref name="width"/>; zeros fill the rest.</param>
    /// <param name="width">The tile's columns.</param>
    /// <param name="packed">Where to, rows × width, aligned to vectors.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pack(in MatrixView matrix, int row, int rows, int column, int columns, int width, float* packed)
    {
        if (columns < width)
        {
            new Span<float>(packed, rows * width).Clear();
        }

        if (matrix.ColumnStride == 1)
        {
            int whole = columns / Lanes * Lanes;
            for (int i = 0; i < rows; i++, packed += width)
            {
                float* from = matrix.At(row + i, column);
                for (int j = 0; j < whole; j += Lanes)
                {
                    Vector512.Load(from + j).StoreAligned(packed + j);
                }

                for (int j = whole; j < columns; j++)
                {
                    packed[j] = from[j];
                }
            }

            return;
        }

        for (int j = 0; j < columns; j += Lanes)
        {
            int i = 0;
            for (; columns - j >= Lanes && i + Lanes <= rows; i += Lanes)
            {
                Transpose(matrix.At(row + i, column + j), matrix.ColumnStride, packed + (i * width) + j, width);
            }

            for (; i < rows; i++)
            {
                for (int k = j; k < Math.Min(j + Lanes, columns); k++)
                {
                    packed[(i * width) + k] = *matrix.At(row + i, column + k);
                }
            }
        }
    }

    // 16 × 16 numbers.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Transpose(float* from, nint fromStride, float* to, nint toStride)
    {
        Vector512<float>* a = stackalloc Vector512<float>[Lanes];
        Vector512<float>* b = stackalloc Vector512<float>[Lanes];
        for (int i = 0; i < Lanes; i += 2)
        {
            Vector512<float> upper = Vector512.Load(from + (i * fromStride)), lower = Vector512.Load(from + ((i + 1) * fromStride));
            a[i] = Avx512F.UnpackLow(upper, lower);
            a[i + 1] = Avx512F.UnpackHigh(upper, lower);
        }

        for (int i = 0; i < Lanes; i += 4)
        {
            for (int j = 0; j < 2; j++)
            {
                Vector512<double> upper = a[i + j].AsDouble(), lower = a[i + j + 2].AsDouble();
                b[i + (2 * j)] = Avx512F.UnpackLow(upper, lower).AsSingle();
                b[i + (2 * j) + 1] = Avx512F.UnpackHigh(upper, lower).AsSingle();
            }
        }

        for (int i = 0; i < Lanes; i += 8)
        {
            for (int j = i; j < i + 4; j++)
            {
                a[j] = Avx512F.Shuffle4x128(b[j], b[j + 4], Even);
                a[j + 4] = Avx512F.Shuffle4x128(b[j], b[j + 4], Odd);
            }
        }

        for (int i = 0; i < Lanes / 2; i++)
        {
            Avx512F.Shuffle4x128(a[i], a[i + 8], Even).StoreAligned(to + (i * toStride));
            Avx512F.Shuffle4x128(a[i], a[i + 8], Odd).StoreAligned(to + ((i + 8) * toStride));
        }
    }
}
