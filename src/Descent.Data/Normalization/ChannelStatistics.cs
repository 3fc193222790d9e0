using Descent.Data.Sources;

namespace Descent.Data.Normalization;

/// <summary>Mean and variance of each channel, one example after the other.</summary>
internal abstract class ChannelStatistics(int channels, int plane)
{
    /// <summary>How many examples were added.</summary>
    public long Examples { get; private set; }

    protected int Channels { get; } = channels;

    /// <summary>Elements in a channel of one example.</summary>
    protected int Plane { get; } = plane;

    /// <summary>Statistics for uint8 or float32 inputs.</summary>
    public static ChannelStatistics Of(ArrayFormat format)
    {
        int channels = Normalizer.Channels(format);
        int plane = format.Elements / channels;
        return format.Type == ElementType.UInt8 ? new ByteStatistics(channels, plane) : new FloatStatistics(channels, plane);
    }

    /// <summary>Adds one example; false when it holds a number that is not finite.</summary>
    public bool TryAdd(ReadOnlySpan<byte> input)
    {
        Examples++;
        return Accumulate(input);
    }

    /// <summary>A channel's mean and population variance so far.</summary>
    public abstract (double Mean, double Variance) Channel(int channel);

    protected abstract bool Accumulate(ReadOnlySpan<byte> input);
}
