using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>
/// The gradients of <see cref="ConvPoolForward"/>: of the four numbers of a window only the winner has one, so a quarter of a
/// convolution's work is left.
/// </summary>
internal static unsafe class ConvPoolBackward
{
    /// <summary>Floats of scratch that <see cref="Weights"/> and <see cref="Image"/> use.</summary>
    public static int Scratch(in ConvPoolShape shape) => 2 * Math.Max(shape.Cells + ConvPoolShape.Lanes, 5 * (shape.Outputs + 1));

    /// <summary>Adds one image's share to the packed gradients of weights and bias.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="image">A packed image.</param>
    /// <param name="gradient">[O, H', W'], of the output.</param>
    /// <param name="winners">As the forward pass found them.</param>
    /// <param name="weights">[O, K, vectors of a window]; added to.</param>
    /// <param name="bias">[O]; added to.</param>
    /// <param name="scratch">See <see cref="Scratch"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(
        in ConvPoolShape shape, float* image, float* gradient, byte* winners, float* weights, float* bias, float* scratch)
    {
        int cells = shape.Cells, pitch = shape.Pitch, lanes = ConvPoolShape.Lanes;
        int* deltas = stackalloc int[] { 0, shape.Channels, pitch, pitch + shape.Channels, 0 };
        float* values = scratch;
        int* offsets = (int*)(scratch + cells + lanes);
        for (int o = 0; o < shape.Outputs; o++, gradient += cells, winners += cells, weights += shape.KernelFloats)
        {
            int count = 0;
            for (int y = 0, cell = 0; y < shape.PooledHeight; y++)
            {
                int offset = 2 * y * pitch;
                for (int x = 0; x < shape.PooledWidth; x++, cell++, offset += 2 * shape.Channels)
                {
                    int winner = winners[cell];
                    values[count] = gradient[cell];
                    offsets[count] = offset + deltas[winner];
                    count += winner == ConvPoolForward.Dead ? 0 : 1;
                }
            }

            // Whole vectors, of which pairs are the smallest part that is worked on.
            new Span<float>(values + count, lanes).Clear();
            new Span<int>(offsets + count, lanes).Clear();
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < count; i += lanes)
            {
                sum += Vector512.Load(values + i);
            }

            bias[o] += Vector512.Sum(sum);
            for (int row = 0; row < shape.KernelRows; row += ConvPoolShape.RowsTogether)
            {
                float* rows = weights + (row * shape.WindowVectors * lanes);
                if (shape.Window <= Vector256<float>.Count)
                {
                    Narrow(image + (row * pitch), pitch, values, offsets, count, rows, lanes);
                    continue;
                }

                for (int vector = 0; vector < shape.WindowVectors; vector++)
                {
                    Wide(image + (row * pitch) + (vector * lanes), pitch, values, offsets, count, rows + (vector * lanes), shape.WindowVectors * lanes);
                }
            }
        }
    }

    /// <summary>Adds the gradient of one image to its packed form.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="gradient">[O, H', W'], of the output.</param>
    /// <param name="winners">As the forward pass found them.</param>
    /// <param name="weights">Packed [O, K, vectors of a window].</param>
    /// <param name="image">The packed gradient; added to.</param>
    /// <param name="scratch">See <see cref="Scratch"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Image(in ConvPoolShape shape, float* gradient, byte* winners, float* weights, float* image, float* scratch)
    {
        int cells = shape.Cells, pitch = shape.Pitch, lanes = ConvPoolShape.Lanes, stride = shape.Outputs + 1;
        int* deltas = stackalloc int[] { 0, shape.Channels, pitch, pitch + shape.Channels };
        int* counts = stackalloc int[5];
        float* values = scratch;
        int* kernels = (int*)(scratch + (5 * stride));
        for (int y = 0, cell = 0; y < shape.PooledHeight; y++)
        {
            for (int x = 0; x < shape.PooledWidth; x++, cell++)
            {
                new Span<int>(counts, 5).Clear();
                for (int o = 0; o < shape.Outputs; o++)
                {
                    int winner = winners[(o * cells) + cell];
                    int at = (winner * stride) + counts[winner]++;
                    values[at] = gradient[(o * cells) + cell];
                    kernels[at] = o * shape.KernelFloats;
                }

                float* window = image + (2 * y * pitch) + (2 * x * shape.Channels);
                for (int place = 0; place < ConvPoolForward.Dead; place++)
                {
                    int count = counts[place];
                    if (count == 0)
                    {
                        continue;
                    }

                    float* value = values + (place * stride);
                    int* kernel = kernels + (place * stride);
                    for (int row = 0; row < shape.KernelRows; row += ConvPoolShape.RowsTogether)
                    {
                        for (int vector = 0; vector < shape.WindowVectors; vector++)
                        {
                            int at = ((row * shape.WindowVectors) + vector) * lanes;
                            Spread(window + deltas[place] + (row * pitch) + (vector * lanes), pitch, value, kernel, count, weights + at, shape.WindowVectors * lanes);
                        }
                    }
                }
            }
        }
    }

    // Σ value·image over the windows that begin at the offsets, for 16 neighbours of five rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide(float* image, nint pitch, float* values, int* offsets, int count, float* sums, nint stride)
    {
        Vector512<float> a = Vector512<float>.Zero, b = a, c = a, d = a, e = a, a2 = a, b2 = a, c2 = a, d2 = a, e2 = a;
        for (nint i = 0; i < count; i += 2)
        {
            float* line = image + offsets[i];
            Vector512<float> value = Vector512.Create(values[i]);
            a = Vector512.FusedMultiplyAdd(Vector512.Load(line), value, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(line + pitch), value, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(line + (2 * pitch)), value, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(line + (3 * pitch)), value, d);
            e = Vector512.FusedMultiplyAdd(Vector512.Load(line + (4 * pitch)), value, e);
            line = image + offsets[i + 1];
            value = Vector512.Create(values[i + 1]);
            a2 = Vector512.FusedMultiplyAdd(Vector512.Load(line), value, a2);
            b2 = Vector512.FusedMultiplyAdd(Vector512.Load(line + pitch), value, b2);
            c2 = Vector512.FusedMultiplyAdd(Vector512.Load(line + (2 * pitch)), value, c2);
            d2 = Vector512.FusedMultiplyAdd(Vector512.Load(line + (3 * pitch)), value, d2);
            e2 = Vector512.FusedMultiplyAdd(Vector512.Load(line + (4 * pitch)), value, e2);
        }

        (Vector512.Load(sums) + (a + a2)).Store(sums);
        (Vector512.Load(sums + stride) + (b + b2)).Store(sums + stride);
        (Vector512.Load(sums + (2 * stride)) + (c + c2)).Store(sums + (2 * stride));
        (Vector512.Load(sums + (3 * stride)) + (d + d2)).Store(sums + (3 * stride));
        (Vector512.Load(sums + (4 * stride)) + (e + e2)).Store(sums + (4 * stride));
    }

    // The same for 8 neighbours: a load of half a vector crosses a cache line half as often.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow(float* image, nint pitch, float* values, int* offsets, int count, float* sums, nint stride)
    {
        Vector256<float> a = Vector256<float>.Zero, b = a, c = a, d = a, e = a, a2 = a, b2 = a, c2 = a, d2 = a, e2 = a;
        for (nint i = 0; i < count; i += 2)
        {
            float* line = image + offsets[i];
            Vector256<float> value = Vector256.Create(values[i]);
            a = Vector256.FusedMultiplyAdd(Vector256.Load(line), value, a);
            b = Vector256.FusedMultiplyAdd(Vector256.Load(line + pitch), value, b);
            c = Vector256.FusedMultiplyAdd(Vector256.Load(line + (2 * pitch)), value, c);
            d = Vector256.FusedMultiplyAdd(Vector256.Load(line + (3 * pitch)), value, d);
            e = Vector256.FusedMultiplyAdd(Vector256.Load(line + (4 * pitch)), value, e);
            line = image + offsets[i + 1];
            value = Vector256.Create(values[i + 1]);
            a2 = Vector256.FusedMultiplyAdd(Vector256.Load(line), value, a2);
            b2 = Vector256.FusedMultiplyAdd(Vector256.Load(line + pitch), value, b2);
            c2 = Vector256.FusedMultiplyAdd(Vector256.Load(line + (2 * pitch)), value, c2);
            d2 = Vector256.FusedMultiplyAdd(Vector256.Load(line + (3 * pitch)), value, d2);
            e2 = Vector256.FusedMultiplyAdd(Vector256.Load(line + (4 * pitch)), value, e2);
        }

        (Vector256.Load(sums) + (a + a2)).Store(sums);
        (Vector256.Load(sums + stride) + (b + b2)).Store(sums + stride);
        (Vector256.Load(sums + (2 * stride)) + (c + c2)).Store(sums + (2 * stride));
        (Vector256.Load(sums + (3 * stride)) + (d + d2)).Store(sums + (3 * stride));
        (Vector256.Load(sums + (4 * stride)) + (e + e2)).Store(sums + (4 * stride));
    }

    // Adds Σ value·kernel to 16 neighbours of five rows of the image.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Spread(float* image, nint pitch, float* values, int* kernels, int count, float* weights, nint stride)
    {
        Vector512<float> a = Vector512.Load(image), b = Vector512.Load(image + pitch), c = Vector512.Load(image + (2 * pitch));
        Vector512<float> d = Vector512.Load(image + (3 * pitch)), e = Vector512.Load(image + (4 * pitch));
        for (nint i = 0; i < count; i++)
        {
            float* kernel = weights + kernels[i];
            Vector512<float> value = Vector512.Create(values[i]);
            a = Vector512.FusedMultiplyAdd(Vector512.Load(kernel), value, a);
            b = Vector512.FusedMultiplyAdd(Vector512.Load(kernel + stride), value, b);
            c = Vector512.FusedMultiplyAdd(Vector512.Load(kernel + (2 * stride)), value, c);
            d = Vector512.FusedMultiplyAdd(Vector512.Load(kernel + (3 * stride)), value, d);
            e = Vector512.FusedMultiplyAdd(Vector512.Load(kernel + (4 * stride)), value, e);
        }

        a.Store(image);
        b.Store(image + pitch);
        c.Store(image + (2 * pitch));
        d.Store(image + (3 * pitch));
        e.Store(image + (4 * pitch));
    }
}
