using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Descent.Torch.Operators;

/// <summary>The loops of <see cref="ChannelNorm"/> over rows of [rows, channels].</summary>
internal static unsafe class ChannelNormKernel<T>
    where T : IVectorElement
{
    private const int Lanes = 16;

    /// <summary>Of some rows, each channel's mean and its sum of squares about it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Statistics(nint input, long first, int rows, int channels, float* mean, float* squares)
    {
        Vector512<float> share = Vector512.Create(1f / rows);
        int channel = 0;
        for (; channel + (4 * Lanes) <= channels; channel += 4 * Lanes)
        {
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            long at = (first * channels) + channel;
            for (int row = 0; row < rows; row++, at += channels)
            {
                sum0 += T.Load(input, at);
                sum1 += T.Load(input, at + Lanes);
                sum2 += T.Load(input, at + (2 * Lanes));
                sum3 += T.Load(input, at + (3 * Lanes));
            }

            Vector512<float> mean0 = sum0 * share, mean1 = sum1 * share, mean2 = sum2 * share, mean3 = sum3 * share;
            (sum0, sum1, sum2, sum3) = (default, default, default, default);
            at = (first * channels) + channel;
            for (int row = 0; row < rows; row++, at += channels)
            {
                sum0 = Square(T.Load(input, at) - mean0, sum0);
                sum1 = Square(T.Load(input, at + Lanes) - mean1, sum1);
                sum2 = Square(T.Load(input, at + (2 * Lanes)) - mean2, sum2);
                sum3 = Square(T.Load(input, at + (3 * Lanes)) - mean3, sum3);
            }

            Store(mean + channel, mean0, mean1, mean2, mean3);
            Store(squares + channel, sum0, sum1, sum2, sum3);
        }

        for (; channel < channels; channel += Lanes)
        {
            Vector512<float> sum = default, square = default;
            for (int row = 0; row < rows; row++)
            {
                sum += T.Load(input, ((first + row) * channels) + channel);
            }

            sum *= share;
            for (int row = 0; row < rows; row++)
            {
                square = Square(T.Load(input, ((first + row) * channels) + channel) - sum, square);
            }

            sum.Store(mean + channel);
            square.Store(squares + channel);
        }
    }

    /// <summary>(x − mean) · scale + bias, plus an addend where there is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Normalize(nint input, nint addend, nint output, long first, int rows, int channels, float* mean, float* scale, float* bias, bool relu)
    {
        long at = first * channels;
        for (int row = 0; row < rows; row++)
        {
            for (int channel = 0; channel < channels; channel += Lanes, at += Lanes)
            {
                Vector512<float> value = Value(T.Load(input, at) - Vector512.Load(mean + channel), scale + channel, bias + channel);
                value = addend == 0 ? value : value + T.Load(addend, at);
                T.Store(relu ? Vector512.ConditionalSelect(Vector512.LessThan(value, default), default, value) : value, output, at);
            }
        }
    }

    /// <summary>Of some rows, each channel's sum of gradients, and of gradients times x − mean.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sums(
        nint gradient, nint input, long first, int rows, int channels, float* mean, float* scale, float* bias, bool relu, float* sums, float* products)
    {
        int channel = 0;
        for (; channel + (4 * Lanes) <= channels; channel += 4 * Lanes)
        {
            Vector512<float> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
            Vector512<float> product0 = default, product1 = default, product2 = default, product3 = default;
            long at = (first * channels) + channel;
            for (int row = 0; row < rows; row++, at += channels)
            {
                Vector512<float> centered0 = T.Load(input, at) - Vector512.Load(mean + channel);
                Vector512<float> centered1 = T.Load(input, at + Lanes) - Vector512.Load(mean + channel + Lanes);
                Vector512<float> centered2 = T.Load(input, at + (2 * Lanes)) - Vector512.Load(mean + channel + (2 * Lanes));
                Vector512<float> centered3 = T.Load(input, at + (3 * Lanes)) - Vector512.Load(mean + channel + (3 * Lanes));
                Vector512<float> gradient0 = Taken(T.Load(gradient, at), centered0, scale + channel, bias + channel, relu);
                Vector512<float> gradient1 = Taken(T.Load(gradient, at + Lanes), centered1, scale + channel + Lanes, bias + channel + Lanes, relu);
                Vector512<float> gradient2 = Taken(T.Load(gradient, at + (2 * Lanes)), centered2, scale + channel + (2 * Lanes), bias + channel + (2 * Lanes), relu);
                Vector512<float> gradient3 = Taken(T.Load(gradient, at + (3 * Lanes)), centered3, scale + channel + (3 * Lanes), bias + channel + (3 * Lanes), relu);
                sum0 += gradient0;
                product0 = Vector512.FusedMultiplyAdd(gradient0, centered0, product0);
                sum1 += gradient1;
                product1 = Vector512.FusedMultiplyAdd(gradient1, centered1, product1);
                sum2 += gradient2;
                product2 = Vector512.FusedMultiplyAdd(gradient2, centered2, product2);
                sum3 += gradient3;
                product3 = Vector512.FusedMultiplyAdd(gradient3, centered3, product3);
            }

            Store(sums + channel, sum0, sum1, sum2, sum3);
            Store(products + channel, product0, product1, product2, product3);
        }

        for (; channel < channels; channel += Lanes)
        {
            Vector512<float> sum = default, product = default;
            long at = (first * channels) + channel;
            for (int row = 0; row < rows; row++, at += channels)
            {
                Vector512<float> centered = T.Load(input, at) - Vector512.Load(mean + channel);
                Vector512<float> taken = Taken(T.Load(gradient, at), centered, scale + channel, bias + channel, relu);
                sum += taken;
                product = Vector512.FusedMultiplyAdd(taken, centered, product);
            }

            sum.Store(sums + channel);
            product.Store(products + channel);
        }
    }

    /// <summary>What of the gradient a ReLU lets pass: all where its output is above 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Pass(nint gradient, nint output, nint passed, long first, int rows, int channels)
    {
        for (long at = first * channels, end = at + ((long)rows * channels); at < end; at += Lanes)
        {
            T.Store(Passed(T.Load(gradient, at), T.Load(output, at)), passed, at);
        }
    }

    /// <summary>The input's gradient, gradient · scale + (x − mean) · slope + level.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Differentiate(
        nint gradient, nint input, nint result, long first, int rows, int channels, float* mean, float* scale, float* bias, bool relu, float* slope, float* level)
    {
        long at = first * channels;
        for (int row = 0; row < rows; row++)
        {
            for (int channel = 0; channel < channels; channel += Lanes, at += Lanes)
            {
                Vector512<float> centered = T.Load(input, at) - Vector512.Load(mean + channel);
                Vector512<float> taken = Taken(T.Load(gradient, at), centered, scale + channel, bias + channel, relu);
                Vector512<float> rest = Vector512.FusedMultiplyAdd(centered, Vector512.Load(slope + channel), Vector512.Load(level + channel));
                T.Store(Vector512.FusedMultiplyAdd(taken, Vector512.Load(scale + channel), rest), result, at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Square(Vector512<float> value, Vector512<float> sum) => Vector512.FusedMultiplyAdd(value, value, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Value(Vector512<float> centered, float* scale, float* bias) =>
        Vector512.FusedMultiplyAdd(centered, Vector512.Load(scale), Vector512.Load(bias));

    // The gradient before the ReLU, if there is one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Taken(Vector512<float> gradient, Vector512<float> centered, float* scale, float* bias, bool relu) =>
        relu ? Passed(gradient, Value(centered, scale, bias)) : gradient;

    // The gradient where the value is above 0, as a ReLU lets it pass; no number is no less.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Passed(Vector512<float> gradient, Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(value, default), default, gradient);

    private static void Store(float* place, Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth)
    {
        first.Store(place);
        second.Store(place + Lanes);
        third.Store(place + (2 * Lanes));
        fourth.Store(place + (3 * Lanes));
    }
}
