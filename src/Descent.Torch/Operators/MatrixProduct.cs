using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Descent.Torch.Memory;
using Descent.Torch.Threading;
using static TorchSharp.torch;

namespace Descent.Torch.Operators;

/// <summary>
/// The product of two matrices in float32 with 512-bit vectors. libtorch's (MKL) takes its 512-bit kernels on Intel's processors only; its others
/// reach about half of what AMD's Zen 5 can do, and nine tenths of what Zen 4 can.
/// </summary>
/// <remarks>
/// Goto, van de Geijn 2008: a panel of the right matrix is packed once and stays in the cache; tiles of 8 rows × 48 columns of the product are
/// summed in registers. A number is summed in the same order whatever the number of threads.
/// </remarks>
internal sealed unsafe class MatrixProduct
{
    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 8;

    /// <summary>Columns of the widest tile; that of the last columns has as many vectors as they need.</summary>
    public const int TileColumns = 3 * Lanes;

    /// <summary>Floats that <see cref="Multiply"/> works in: a packed panel, a tile that the product has no room for, and what sums begin at.</summary>
    public const int ScratchFloats = (Depth + TileRows + 1) * TileColumns;

    private const int Lanes = 16;

    // So much of a panel is packed at a time: 96 KB.
    private const int Depth = 512;

    // Rows that a thread computes with one packed panel, at most; and at least, where several threads share few panels.
    private const int MostRows = 512;
    private const int LeastRows = 64;
    private const int PartsOfThread = 4;
    private readonly Action<int> _computePart;
    private MatrixView _left;
    private MatrixView _right;
    private float* _bias;
    private float* _product;
    private int _rowsTogether;

    public MatrixProduct() => _computePart = ComputePart;

    /// <summary>Whether this processor gains by it.</summary>
    public static bool IsFast { get; } = Avx512F.IsSupported && Vector512.IsHardwareAccelerated && !IsIntel();

    /// <summary>product ← left · right, plus the bias of each column.</summary>
    /// <param name="left">[M, K].</param>
    /// <param name="right">[K, N].</param>
    /// <param name="bias">[N], or null.</param>
    /// <param name="product">[M, N], rows one after the other.</param>
    public void Compute(in MatrixView left, in MatrixView right, float* bias, float* product)
    {
        (_left, _right) = (left, right);
        _bias = bias;
        _product = product;
        int threads = get_num_threads();
        int blocks = threads == 1 ? 1 : (threads * PartsOfThread + Panels(right) - 1) / Panels(right);
        _rowsTogether = Math.Clamp((left.Rows / blocks + TileRows - 1) / TileRows * TileRows, LeastRows, MostRows);
        Workers.Run(Panels(right) * ((left.Rows + _rowsTogether - 1) / _rowsTogether), _computePart);
    }

    /// <summary>sum ← left + right.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> sum)
    {
        int i = 0;
        for (; i + Lanes <= sum.Length; i += Lanes)
        {
            (Vector512.Create(left[i..]) + Vector512.Create(right[i..])).CopyTo(sum[i..]);
        }

        for (; i < sum.Length; i++)
        {
            sum[i] = left[i] + right[i];
        }
    }

    /// <summary>product ← left · right by this thread alone.</summary>
    /// <param name="left">[M, K].</param>
    /// <param name="right">[K, N].</param>
    /// <param name="product">[M, N].</param>
    /// <param name="stride">From one row of the product to the next.</param>
    /// <param name="scratch"><see cref="ScratchFloats"/>, aligned to vectors.</param>
    /// <param name="triangle">What need not be computed.</param>
    public static void Multiply(in MatrixView left, in MatrixView right, float* product, nint stride, float* scratch, MatrixTriangle triangle = MatrixTriangle.None)
    {
        for (int panel = 0; panel < Panels(right); panel++)
        {
            int from = triangle == MatrixTriangle.LowerProduct ? panel * TileColumns / TileRows * TileRows : 0;
            ComputePanel(left, right, panel, from, left.Rows, null, product, stride, scratch, triangle);
        }
    }

    private static int Panels(in MatrixView right) => (right.Columns + TileColumns - 1) / TileColumns;

    private void ComputePart(int part)
    {
        (int block, int panel) = Math.DivRem(part, Panels(_right));
        int row = block * _rowsTogether;
        int end = Math.Min(row + _rowsTogether, _left.Rows);
        ComputePanel(_left, _right, panel, row, end, _bias, _product, _right.Columns, Scratch.Floats(ScratchFloats), MatrixTriangle.None);
    }

    // Some rows of the columns that one panel has.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ComputePanel(
        in MatrixView left, in MatrixView right, int panel, int from, int end, float* bias, float* product, nint stride, float* packed, MatrixTriangle triangle)
    {
        int column = panel * TileColumns;
        int columns = Math.Min(TileColumns, right.Columns - column);
        int width = (columns + Lanes - 1) / Lanes * Lanes;
        float* tile = packed + (Depth * TileColumns);
        float* first = tile + (TileRows * TileColumns);
        new Span<float>(first, width).Clear();
        if (bias != null)
        {
            new ReadOnlySpan<float>(bias + column, columns).CopyTo(new Span<float>(first, columns));
        }

        float** rows = stackalloc float*[TileRows];
        for (int depth = 0; depth < right.Rows; depth += Depth)
        {
            int count = Math.Min(Depth, right.Rows - depth);
            MatrixPacking.Pack(right, depth, count, column, columns, width, packed);
            for (int row = from; row < end; row += TileRows)
            {
                int skipped = triangle == MatrixTriangle.UpperLeft ? Math.Clamp(row - depth, 0, count) : 0;
                int summed = (triangle == MatrixTriangle.LowerLeft ? Math.Clamp(row + TileRows - depth, 0, count) : count) - skipped;

                // Rows past the last are its copies; they are computed and not kept.
                for (int i = 0; i < TileRows; i++)
                {
                    rows[i] = left.At(Math.Min(row + i, end - 1), depth + skipped);
                }

                float* to = product + (row * stride) + column;
                float* panelRow = packed + (skipped * width);
                if (columns == width && row + TileRows <= end)
                {
                    Compute(width, rows, left.ColumnStride, panelRow, summed, depth == 0 ? first : to, depth == 0 ? 0 : stride, to, stride);
                    continue;
                }

                int kept = Math.Min(TileRows, end - row);
                if (depth > 0)
                {
                    Copy(to, stride, tile, width, kept, columns);
                }

                Compute(width, rows, left.ColumnStride, panelRow, summed, depth == 0 ? first : tile, depth == 0 ? 0 : width, tile, width);
                Copy(tile, width, to, stride, kept, columns);
            }
        }
    }

    private static void Compute(
        int width, float** rows, nint step, float* packed, int count, float* start, nint startStride, float* product, nint stride)
    {
        switch (width / Lanes)
        {
            case 1:
                MatrixTile.Narrow(rows, step, packed, count, start, startStride, product, stride);
                break;
            case 2:
                MatrixTile.Middle(rows, step, packed, count, start, startStride, product, stride);
                break;
            default:
                MatrixTile.Wide(rows, step, packed, count, start, startStride, product, stride);
                break;
        }
    }

    private static void Copy(float* from, nint fromStride, float* to, nint toStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++, from += fromStride, to += toStride)
        {
            new ReadOnlySpan<float>(from, columns).CopyTo(new Span<float>(to, columns));
        }
    }

    private static bool IsIntel()
    {
        if (!X86Base.IsSupported)
        {
            return false;
        }

        (int _, int first, int third, int second) = X86Base.CpuId(0, 0);
        Span<int> name = [first, second, third];
        return Encoding.ASCII.GetString(System.Runtime.InteropServices.MemoryMarshal.AsBytes(name)) == "GenuineIntel";
    }
}
