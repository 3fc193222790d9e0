using System.Runtime.InteropServices;

namespace Descent.Data.Normalization;

/// <summary>In double: each example's channel by two passes, merged into the whole by Chan, Golub and LeVeque's formula (1979).</summary>
internal sealed class FloatStatistics(int channels, int plane) : ChannelStatistics(channels, plane)
{
    private readonly double[] _means = new double[channels];
    private readonly double[] _spreads = new double[channels]; // sums of squared distances from the mean

    public override (double Mean, double Variance) Channel(int channel) =>
        (_means[channel], _spreads[channel] / ((double)Examples * Plane));

    protected override bool Accumulate(ReadOnlySpan<byte> input)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(input);
        double weight = 1.0 / Examples;
        double product = Plane * (1 - weight); // n·m / (n + m) of the merged counts
        bool finite = true;
        for (int channel = 0; channel < Channels; channel++)
        {
            (double mean, double spread) = Block(values.Slice(channel * Plane, Plane));
            double distance = mean - _means[channel];
            _means[channel] += distance * weight;
            _spreads[channel] += spread + (distance * distance * product);
            finite &= double.IsFinite(mean);
        }

        return finite;
    }

    private static (double Mean, double Spread) Block(ReadOnlySpan<float> values)
    {
        if (values.Length == 1)
        {
            return (values[0], 0);
        }

        double mean = 0, spread = 0;
        foreach (float value in values)
        {
            mean += value;
        }

        mean /= values.Length;
        foreach (float value in values)
        {
            spread += (value - mean) * (value - mean);
        }

        return (mean, spread);
    }
}
