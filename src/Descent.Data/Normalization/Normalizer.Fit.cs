using System.Runtime.InteropServices;
using Descent.Data.Loading;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Normalization;

public sealed partial record Normalizer
{
    /// <summary>How many examples of a stream are looked at.</summary>
    public const int StreamExamples = 10_000;

    // Examples that are read at once from a source that does not lie in memory.
    private const int ReadAhead = 256;

    // A deviation below the resolution of a float at the mean is rounding, not information.
    private const double FloatResolution = 1.0 / (1 << 23);

    /// <summary>The statistics of the training split: of every example by index, of the first <see cref="StreamExamples"/> of a stream.</summary>
    /// <remarks>Exact for uint8; for float32 in double by Chan, Golub and LeVeque (1979). The deviation is the population's (÷ n).</remarks>
    /// <param name="source">The training split; nothing else may be seen.</param>
    /// <param name="cancellation">Stops between examples.</param>
    /// <exception cref="RunConfigurationException">There are no examples, an input is not finite, or inputs are whole 64-bit numbers.</exception>
    /// <exception cref="ExampleException">An example could not be read.</exception>
    public static Normalizer Fit(IExampleSource source, CancellationToken cancellation = default)
    {
        RequireType(source.Format.Input);
        ChannelStatistics statistics = ChannelStatistics.Of(source.Format.Input);
        switch (source)
        {
            case IResidentSource resident:
                for (long id = 0; id < resident.Count; id++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    Add(statistics, id, resident.Input(id));
                }

                break;
            case IMapSource map:
                AddAll(statistics, map, cancellation);
                break;
            case IStreamSource stream:
                AddFirst(statistics, stream, cancellation);
                break;
            default:
                throw new ArgumentException($"{source.GetType().Name} is neither a map-style source nor a stream.", nameof(source));
        }

        if (statistics.Examples == 0)
        {
            throw new RunConfigurationException(new Mistake(
                "There are no training examples.", "0 examples", "1 or more", "Check where the data comes from."));
        }

        (double Mean, double Variance)[] channels = [.. Enumerable.Range(0, Channels(source.Format.Input)).Select(statistics.Channel)];
        return new Normalizer(
            [.. channels.Select(channel => (float)channel.Mean)], [.. channels.Select(Deviation)], source.Fingerprint);
    }

    private static float Deviation((double Mean, double Variance) channel)
    {
        double deviation = Math.Sqrt(channel.Variance);
        return deviation <= Math.Max(Math.Abs(channel.Mean) * FloatResolution, 1.0 / float.MaxValue) ? 1 : (float)deviation;
    }

    private static void AddAll(ChannelStatistics statistics, IMapSource source, CancellationToken cancellation)
    {
        long[] ids = new long[ReadAhead];
        int bytes = source.Format.Input.Bytes;
        byte[] inputs = new byte[ReadAhead * bytes];
        byte[] labels = new byte[ReadAhead * source.Format.Label.Bytes];
        for (long start = 0; start < source.Count; start += ReadAhead)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = (int)Math.Min(ReadAhead, source.Count - start);
            for (int i = 0; i < count; i++)
            {
                ids[i] = start + i;
            }

            ExampleReader.Read(source, ids.AsSpan(0, count), inputs, labels);
            for (int i = 0; i < count; i++)
            {
                Add(statistics, start + i, inputs.AsSpan(i * bytes, bytes));
            }
        }
    }

    private static void AddFirst(ChannelStatistics statistics, IStreamSource source, CancellationToken cancellation)
    {
        using var cursor = new StreamCursor(source, 0, cancellation);
        while (statistics.Examples < StreamExamples && cursor.MoveNext())
        {
            Add(statistics, cursor.Position, cursor.Current.Input.Span);
        }
    }

    private static void Add(ChannelStatistics statistics, long id, ReadOnlySpan<byte> input)
    {
        if (!statistics.TryAdd(input))
        {
            throw new RunConfigurationException(new Mistake(
                $"The input of example {id} holds a number that is not finite.",
                MemoryMarshal.Cast<byte, float>(input).ToArray().First(x => !float.IsFinite(x)).ToString(System.Globalization.CultureInfo.InvariantCulture),
                "finite numbers",
                "Correct the example or leave it out."));
        }
    }
}
