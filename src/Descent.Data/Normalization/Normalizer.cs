using System.Globalization;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Normalization;

/// <summary>Per-channel mean and standard deviation of the training split: x → (x − mean) × (1 / std), in float32.</summary>
/// <remarks>A channel is an entry of an input's first dimension: a colour of [channels, height, width], a feature of [features].</remarks>
public sealed partial record Normalizer
{
    private readonly float[] _means;
    private readonly float[] _scales;

    /// <param name="mean">One mean per channel, in the source's units (0–255 for images).</param>
    /// <param name="standardDeviation">One positive standard deviation per channel, in the source's units.</param>
    /// <param name="fingerprint">The fingerprint of the split that it was fitted on.</param>
    /// <exception cref="ArgumentException">There are no channels, not as many of each, or numbers that cannot be used.</exception>
    public Normalizer(IReadOnlyList<float> mean, IReadOnlyList<float> standardDeviation, string fingerprint)
    {
        if (mean.Count == 0 || mean.Count != standardDeviation.Count
            || !mean.All(float.IsFinite) || !standardDeviation.All(std => std > 0 && float.IsFinite(1 / std) && float.IsFinite(std)))
        {
            throw new ArgumentException(
                $"Means [{string.Join(", ", mean)}] and standard deviations [{string.Join(", ", standardDeviation)}] must be finite, the latter positive, and as many.",
                nameof(mean));
        }

        _means = [.. mean];
        _scales = [.. standardDeviation.Select(std => 1 / std)];
        StandardDeviation = [.. standardDeviation];
        Fingerprint = fingerprint;
    }

    /// <summary>One mean per channel, in the source's units (0–255 for images).</summary>
    public IReadOnlyList<float> Mean => _means;

    /// <summary>One positive standard deviation per channel, in the source's units; 1 for a channel that never changes.</summary>
    public IReadOnlyList<float> StandardDeviation { get; }

    /// <summary>The fingerprint of the split that it was fitted on.</summary>
    public string Fingerprint { get; }

    /// <summary>How many channels an input of this format has: the size of its first dimension, 1 for a single number.</summary>
    public static int Channels(ArrayFormat format) => format.Shape.Length == 0 ? 1 : checked((int)format.Shape[0]);

    /// <summary>Refuses any other split's statistics.</summary>
    /// <param name="fingerprint">The fingerprint of the split that is trained on.</param>
    /// <exception cref="RunConfigurationException">It was fitted on other examples; both fingerprints are named.</exception>
    public void RequireFittedOn(string fingerprint)
    {
        if (Fingerprint != fingerprint)
        {
            throw new RunConfigurationException(new Mistake(
                "The normalizer was fitted on other examples than the training split.",
                Fingerprint,
                fingerprint,
                "Train on the data, the validation share and the seed that it was fitted with, or fit it again."));
        }
    }

    /// <summary>Refuses inputs with other channels.</summary>
    /// <exception cref="RunConfigurationException">The format has not as many channels, or is of whole 64-bit numbers.</exception>
    public void RequireChannels(ArrayFormat format)
    {
        RequireType(format);
        if (Channels(format) != _means.Length)
        {
            throw new RunConfigurationException(new Mistake(
                "The inputs have not as many channels as the normalizer.",
                $"{Channels(format)} ({format})",
                _means.Length.ToString(CultureInfo.InvariantCulture),
                "Give inputs like those that it was fitted on."));
        }
    }

    /// <summary>Normalizes one uint8 input.</summary>
    /// <param name="input">The elements of all channels, channel by channel.</param>
    /// <param name="output">As many floats.</param>
    public void Apply(ReadOnlySpan<byte> input, Span<float> output)
    {
        int plane = Plane(input.Length, output.Length);
        if (plane == 1)
        {
            Standardization.Features(input, _means, _scales, output);
            return;
        }

        for (int channel = 0; channel < _means.Length; channel++)
        {
            Standardization.Plane(
                input.Slice(channel * plane, plane), _means[channel], _scales[channel], output.Slice(channel * plane, plane));
        }
    }

    /// <summary>Normalizes one float32 input.</summary>
    /// <param name="input">The elements of all channels, channel by channel.</param>
    /// <param name="output">As many floats; may be the same memory.</param>
    public void Apply(ReadOnlySpan<float> input, Span<float> output)
    {
        int plane = Plane(input.Length, output.Length);
        if (plane == 1)
        {
            Standardization.Features(input, _means, _scales, output);
            return;
        }

        for (int channel = 0; channel < _means.Length; channel++)
        {
            Standardization.Plane(
                input.Slice(channel * plane, plane), _means[channel], _scales[channel], output.Slice(channel * plane, plane));
        }
    }

    /// <inheritdoc />
    public bool Equals(Normalizer? other) => other is not null && Fingerprint == other.Fingerprint
        && _means.AsSpan().SequenceEqual(other._means) && StandardDeviation.SequenceEqual(other.StandardDeviation);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Fingerprint, _means[0], StandardDeviation[0]);

    private static void RequireType(ArrayFormat format)
    {
        if (format.Type == ElementType.Int64)
        {
            throw new RunConfigurationException(new Mistake(
                "Inputs of whole 64-bit numbers cannot be normalized.", format.ToString(), "UInt8 or Float32", "Give the inputs as bytes or floats."));
        }
    }

    // Elements in a channel.
    private int Plane(int inputs, int outputs)
    {
        if (inputs != outputs || inputs % _means.Length != 0)
        {
            throw new ArgumentException($"{inputs} inputs and {outputs} outputs are not the same whole number for each of {_means.Length} channels.", nameof(inputs));
        }

        return inputs / _means.Length;
    }
}
