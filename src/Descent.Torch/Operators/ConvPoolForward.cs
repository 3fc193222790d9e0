using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>Convolution, ReLU and 2×2 max pooling of one image without storing what lies between them.</summary>
internal static unsafe class ConvPoolForward
{
    /// <summary>The winner of a window whose maximum is not above 0: no gradient flows back through its ReLU.</summary>
    public const byte Dead = 4;

    // Outputs that the kernel for one channel computes at a time; two rows of each are in registers.
    private const int Together = 3;
    private static Vector512<int> EvenThenOdd => Vector512.Create(0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15);

    /// <summary>Whether outputs are computed row by row, 16 neighbours in a vector, and not 16 channels in a vector.</summary>
    public static bool IsByRows(in ConvPoolShape shape) => shape.Channels == 1 && 2 * shape.PooledWidth >= ConvPoolShape.Lanes;

    /// <summary>Floats that <see cref="PackWeights"/> writes.</summary>
    public static int PackedWeights(in ConvPoolShape shape) => IsByRows(shape)
        ? (shape.Outputs + Together - 1) / Together * Together * shape.Kernel * shape.Kernel
        : shape.OutputVectors * shape.Kernel * shape.Window * ConvPoolShape.Lanes;

    /// <summary>Lays [O, C, K, K] out as the kernel reads it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void PackWeights(in ConvPoolShape shape, float* weights, float* packed)
    {
        new Span<float>(packed, PackedWeights(shape)).Clear();
        int area = shape.Kernel * shape.Kernel;
        for (int o = 0; o < shape.Outputs; o++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                for (int k = 0; k < area; k++)
                {
                    int tap = (k / shape.Kernel * shape.Window) + (k % shape.Kernel * shape.Channels) + c;
                    float weight = weights[(((o * shape.Channels) + c) * area) + k];
                    packed[IsByRows(shape)
                        ? (o * area) + k
                        : (((o / ConvPoolShape.Lanes * shape.Kernel * shape.Window) + tap) * ConvPoolShape.Lanes) + (o % ConvPoolShape.Lanes)] = weight;
                }
            }
        }
    }

    /// <param name="shape">The sizes.</param>
    /// <param name="image">A packed image.</param>
    /// <param name="weights">Packed weights.</param>
    /// <param name="bias">[O].</param>
    /// <param name="output">[O, H', W'].</param>
    /// <param name="winners">[O, H', W']: which number of each window is passed on, row by row, or <see cref="Dead"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in ConvPoolShape shape, float* image, float* weights, float* bias, float* output, byte* winners)
    {
        if (IsByRows(shape))
        {
            for (int y = 0; y < shape.PooledHeight; y++)
            {
                for (int o = 0; o < shape.Outputs; o += Together)
                {
                    // The last vector begins early enough to end with the row: a few outputs are computed twice.
                    int last = (2 * shape.PooledWidth) - ConvPoolShape.Lanes;
                    for (int x = 0; ; x = Math.Min(x + ConvPoolShape.Lanes, last))
                    {
                        Rows(shape, image + (2 * y * shape.Pitch) + x, weights + (o * shape.Kernel * shape.Kernel), bias, o, (y * shape.PooledWidth) + (x / 2), output, winners);
                        if (x == last)
                        {
                            break;
                        }
                    }
                }
            }

            return;
        }

        float* sums = stackalloc float[8 * ConvPoolShape.Lanes];
        float* biases = stackalloc float[ConvPoolShape.Lanes];
        for (int group = 0; group < shape.OutputVectors; group++)
        {
            float* kernel = weights + (group * shape.Kernel * shape.Window * ConvPoolShape.Lanes);
            int outputs = Math.Min(ConvPoolShape.Lanes, shape.Outputs - (group * ConvPoolShape.Lanes));
            new Span<float>(biases, ConvPoolShape.Lanes).Clear();
            new Span<float>(bias + (group * ConvPoolShape.Lanes), outputs).CopyTo(new Span<float>(biases, ConvPoolShape.Lanes));
            for (int y = 0; y < shape.PooledHeight; y++)
            {
                int x = 0;
                for (; x + 1 < shape.PooledWidth; x += 2)
                {
                    float* window = image + (2 * y * shape.Pitch) + (2 * x * shape.Channels);
                    Pair(window, kernel, shape.Channels, shape.Pitch, shape.Kernel, shape.Window, sums);
                    PoolChannels(sums, biases, output + (y * shape.PooledWidth) + x, winners + (y * shape.PooledWidth) + x, shape.Cells, outputs);
                    PoolChannels(sums + 64, biases, output + (y * shape.PooledWidth) + x + 1, winners + (y * shape.PooledWidth) + x + 1, shape.Cells, outputs);
                }

                if (x < shape.PooledWidth)
                {
                    float* window = image + (2 * y * shape.Pitch) + (2 * x * shape.Channels);
                    Single(window, kernel, shape.Channels, shape.Pitch, shape.Kernel, shape.Window, sums);
                    PoolChannels(sums, biases, output + (y * shape.PooledWidth) + x, winners + (y * shape.PooledWidth) + x, shape.Cells, outputs);
                }
            }

            output += outputs * shape.Cells;
            winners += outputs * shape.Cells;
        }
    }

    // Two rows of 16 neighbours of three outputs, so eight windows of each.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows(
        in ConvPoolShape shape, float* image, float* weights, float* bias, int first, int cell, float* output, byte* winners)
    {
        int kernel = shape.Kernel, area = kernel * kernel, pitch = shape.Pitch, outputs = shape.Outputs;
        Vector512<float> upper0 = Vector512.Create(bias[first]), lower0 = upper0;
        Vector512<float> upper1 = Vector512.Create(bias[Math.Min(first + 1, outputs - 1)]), lower1 = upper1;
        Vector512<float> upper2 = Vector512.Create(bias[Math.Min(first + 2, outputs - 1)]), lower2 = upper2;
        for (int k = 0; k < kernel; k++)
        {
            Vector512<float> x = Vector512.Load(image + k);
            upper0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[k]), upper0);
            upper1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[area + k]), upper1);
            upper2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(weights[(2 * area) + k]), upper2);
        }

        for (int row = 1; row < kernel; row++)
        {
            float* line = image + (row * pitch);
            float* now = weights + (row * kernel);
            float* before = now - kernel;
            for (int k = 0; k < kernel; k++)
            {
                Vector512<float> x = Vector512.Load(line + k);
                upper0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(now[k]), upper0);
                lower0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(before[k]), lower0);
                upper1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(now[area + k]), upper1);
                lower1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(before[area + k]), lower1);
                upper2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(now[(2 * area) + k]), upper2);
                lower2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(before[(2 * area) + k]), lower2);
            }
        }

        float* lastLine = image + (kernel * pitch);
        float* lastWeights = weights + area - kernel;
        for (int k = 0; k < kernel; k++)
        {
            Vector512<float> x = Vector512.Load(lastLine + k);
            lower0 = Vector512.FusedMultiplyAdd(x, Vector512.Create(lastWeights[k]), lower0);
            lower1 = Vector512.FusedMultiplyAdd(x, Vector512.Create(lastWeights[area + k]), lower1);
            lower2 = Vector512.FusedMultiplyAdd(x, Vector512.Create(lastWeights[(2 * area) + k]), lower2);
        }

        PoolRows(upper0, lower0, output + (first * shape.Cells) + cell, winners + (first * shape.Cells) + cell);
        if (first + 1 < outputs)
        {
            PoolRows(upper1, lower1, output + ((first + 1) * shape.Cells) + cell, winners + ((first + 1) * shape.Cells) + cell);
        }

        if (first + 2 < outputs)
        {
            PoolRows(upper2, lower2, output + ((first + 2) * shape.Cells) + cell, winners + ((first + 2) * shape.Cells) + cell);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PoolRows(Vector512<float> upper, Vector512<float> lower, float* output, byte* winners)
    {
        upper = Vector512.Shuffle(upper, EvenThenOdd);
        lower = Vector512.Shuffle(lower, EvenThenOdd);
        Vector256<float> best = upper.GetLower();
        Vector256<int> winner = Vector256<int>.Zero;
        Take(upper.GetUpper(), 1, ref best, ref winner);
        Take(lower.GetLower(), 2, ref best, ref winner);
        Take(lower.GetUpper(), 3, ref best, ref winner);
        Vector256<float> dead = Vector256.LessThanOrEqual(best, Vector256<float>.Zero);
        Vector256.AndNot(best, dead).Store(output);
        winner = Vector256.ConditionalSelect(dead.AsInt32(), Vector256.Create((int)Dead), winner);
        Vector128<short> shorts = Vector128.Narrow(winner.GetLower(), winner.GetUpper());
        *(ulong*)winners = Vector128.Narrow(shorts, shorts).AsUInt64().ToScalar();
    }

    // Two rows of four neighbours, so two windows, of 16 outputs.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pair(float* image, float* weights, nint channels, nint pitch, int kernel, int window, float* sums)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (int row = 0; row < kernel; row++, image += pitch)
        {
            float* second = image + channels, third = second + channels, fourth = third + channels;
            for (nint k = 0; k < window; k++, weights += Vector512<float>.Count)
            {
                Vector512<float> weight = Vector512.Load(weights);
                a = Vector512.FusedMultiplyAdd(Vector512.Create(image[k]), weight, a);
                b = Vector512.FusedMultiplyAdd(Vector512.Create(second[k]), weight, b);
                c = Vector512.FusedMultiplyAdd(Vector512.Create((image + pitch)[k]), weight, c);
                d = Vector512.FusedMultiplyAdd(Vector512.Create((second + pitch)[k]), weight, d);
                e = Vector512.FusedMultiplyAdd(Vector512.Create(third[k]), weight, e);
                f = Vector512.FusedMultiplyAdd(Vector512.Create(fourth[k]), weight, f);
                g = Vector512.FusedMultiplyAdd(Vector512.Create((third + pitch)[k]), weight, g);
                h = Vector512.FusedMultiplyAdd(Vector512.Create((fourth + pitch)[k]), weight, h);
            }
        }

        a.Store(sums);
        b.Store(sums + 16);
        c.Store(sums + 32);
        d.Store(sums + 48);
        e.Store(sums + 64);
        f.Store(sums + 80);
        g.Store(sums + 96);
        h.Store(sums + 112);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Single(float* image, float* weights, nint channels, nint pitch, int kernel, int window, float* sums)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a;
        for (int row = 0; row < kernel; row++, image += pitch)
        {
            float* second = image + channels;
            for (nint k = 0; k < window; k++, weights += Vector512<float>.Count)
            {
                Vector512<float> weight = Vector512.Load(weights);
                a = Vector512.FusedMultiplyAdd(Vector512.Create(image[k]), weight, a);
                b = Vector512.FusedMultiplyAdd(Vector512.Create(second[k]), weight, b);
                c = Vector512.FusedMultiplyAdd(Vector512.Create((image + pitch)[k]), weight, c);
                d = Vector512.FusedMultiplyAdd(Vector512.Create((second + pitch)[k]), weight, d);
            }
        }

        a.Store(sums);
        b.Store(sums + 16);
        c.Store(sums + 32);
        d.Store(sums + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PoolChannels(float* sums, float* bias, float* output, byte* winners, int cells, int outputs)
    {
        float* bests = stackalloc float[ConvPoolShape.Lanes];
        int* indices = stackalloc int[ConvPoolShape.Lanes];
        Vector512<float> best = Vector512.Load(sums);
        Vector512<int> winner = Vector512<int>.Zero;
        Take(Vector512.Load(sums + 16), 1, ref best, ref winner);
        Take(Vector512.Load(sums + 32), 2, ref best, ref winner);
        Take(Vector512.Load(sums + 48), 3, ref best, ref winner);
        best += Vector512.Load(bias);
        Vector512<float> dead = Vector512.LessThanOrEqual(best, Vector512<float>.Zero);
        Vector512.AndNot(best, dead).Store(bests);
        Vector512.ConditionalSelect(dead.AsInt32(), Vector512.Create((int)Dead), winner).Store(indices);
        for (int o = 0; o < outputs; o++)
        {
            output[o * cells] = bests[o];
            winners[o * cells] = (byte)indices[o];
        }
    }

    // As libtorch: the first of equals wins, and NaN wins over all.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Vector512<float> value, int index, ref Vector512<float> best, ref Vector512<int> winner)
    {
        Vector512<float> take = Vector512.AndNot(Vector512.Equals(best, best), Vector512.LessThanOrEqual(value, best));
        best = Vector512.ConditionalSelect(take, value, best);
        winner = Vector512.ConditionalSelect(take.AsInt32(), Vector512.Create(index), winner);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Take(Vector256<float> value, int index, ref Vector256<float> best, ref Vector256<int> winner)
    {
        Vector256<float> take = Vector256.AndNot(Vector256.Equals(best, best), Vector256.LessThanOrEqual(value, best));
        best = Vector256.ConditionalSelect(take, value, best);
        winner = Vector256.ConditionalSelect(take.AsInt32(), Vector256.Create(index), winner);
    }
}
