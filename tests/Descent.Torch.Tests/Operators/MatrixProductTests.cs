using System.Runtime.InteropServices;
using Descent.Torch.Operators;

namespace Descent.Torch.Tests.Operators;

/// <summary>Products of whole numbers, which are right to the last bit. There are none on Intel's processors and without 512-bit vectors.</summary>
public sealed unsafe class MatrixProductTests
{
    private const string Reason = "This processor takes libtorch's own product.";

    [Theory]
    [InlineData(8, 5, 48)]
    [InlineData(8, 5, 32)]
    [InlineData(8, 5, 16)]
    [InlineData(11, 7, 128)] // tiles of 48, 48 and 32 columns, the last rows are not a tile
    [InlineData(3, 4, 41)] // columns that end within a vector
    [InlineData(17, 1100, 50)] // longer than what is packed at a time
    [InlineData(1, 1, 1)]
    public void A_product_is_the_sum_of_its_parts(int rows, int depth, int columns)
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        int[] left = Numbers(rows * depth, 1), right = Numbers(depth * columns, 2), bias = Numbers(columns, 3);
        foreach (bool isTransposed in new[] { false, true })
        {
            Assert.Equal(Sum(left, right, bias, rows, depth, columns), Compute(left, right, bias, rows, depth, columns, isTransposed));
            Assert.Equal(Sum(left, right, null, rows, depth, columns), Compute(left, right, null, rows, depth, columns, isTransposed));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(128)]
    [InlineData(1040)] // longer than what is packed at a time
    public void A_triangle_gives_what_the_whole_gives(int size)
    {
        Assert.SkipUnless(MatrixProduct.IsFast, Reason);
        int width = 20;
        int[] lower = Numbers(size * size, 4), other = Numbers(size * width, 5);
        for (int i = 0; i < lower.Length; i++)
        {
            lower[i] = i % size > i / size ? 0 : lower[i];
        }

        int[] upper = [.. Enumerable.Range(0, size * size).Select(i => lower[(i % size * size) + (i / size)])];
        Assert.Equal(Sum(lower, other, null, size, size, width), Multiply(lower, other, size, size, width, MatrixTriangle.LowerLeft));
        Assert.Equal(Sum(upper, other, null, size, size, width), Multiply(upper, other, size, size, width, MatrixTriangle.UpperLeft));

        int[] across = Numbers(width * size, 6);
        int[] whole = Sum(other, across, null, size, width, size), part = Multiply(other, across, size, width, size, MatrixTriangle.LowerProduct);
        for (int row = 0; row < size; row++)
        {
            Assert.Equal(whole.AsSpan(row * size, row + 1), part.AsSpan(row * size, row + 1));
        }
    }

    private static int[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => ((i * 37) + (i / 11) + seed) % 9 - 4)];

    private static int[] Sum(int[] left, int[] right, int[]? bias, int rows, int depth, int columns)
    {
        int[] product = new int[rows * columns];
        for (int i = 0; i < product.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, columns);
            product[i] = bias?[column] ?? 0;
            for (int k = 0; k < depth; k++)
            {
                product[i] += left[(row * depth) + k] * right[(k * columns) + column];
            }
        }

        return product;
    }

    private static int[] Compute(int[] left, int[] right, int[]? bias, int rows, int depth, int columns, bool isTransposed)
    {
        float[] a = Floats(left, rows, depth, isTransposed), b = Floats(right, depth, columns, isTransposed), product = new float[rows * columns];
        fixed (float* from = a, with = b, first = bias is null ? null : Floats(bias, 1, columns, false), to = product)
        {
            new MatrixProduct().Compute(View(from, rows, depth, isTransposed), View(with, depth, columns, isTransposed), first, to);
        }

        return [.. product.Select(value => (int)value)];
    }

    private static int[] Multiply(int[] left, int[] right, int rows, int depth, int columns, MatrixTriangle triangle)
    {
        float[] a = Floats(left, rows, depth, false), b = Floats(right, depth, columns, false), product = new float[rows * columns];
        float* scratch = (float*)NativeMemory.AlignedAlloc(MatrixProduct.ScratchFloats * sizeof(float), 64);
        fixed (float* from = a, with = b, to = product)
        {
            MatrixProduct.Multiply(new MatrixView(from, rows, depth), new MatrixView(with, depth, columns), to, columns, scratch, triangle);
        }

        NativeMemory.AlignedFree(scratch);
        return [.. product.Select(value => (int)value)];
    }

    private static MatrixView View(float* start, int rows, int columns, bool isTransposed) =>
        isTransposed ? new MatrixView(start, columns, rows).Transposed : new MatrixView(start, rows, columns);

    private static float[] Floats(int[] values, int rows, int columns, bool isTransposed) =>
        [.. Enumerable.Range(0, values.Length).Select(i => (float)(isTransposed ? values[(i % rows * columns) + (i / rows)] : values[i]))];
}
