using System.Runtime.InteropServices;
using System.Text.Json;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Tests.Loading;
using Descent.Runs;
using Descent.Torch.Randomness;

namespace Descent.Data.Tests.Normalization;

public sealed class NormalizerTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 5, 7)]
    [InlineData(2, 28, 28)]
    [InlineData(1, 200, 200)]
    public void Byte_statistics_are_those_of_the_definition(int channels, int height, int width)
    {
        var source = Bytes(50, channels, height, width);

        AssertDefinition(source, Fit(source), i => source.Input(i).ToArray().Select(x => (double)x));
    }

    [Theory]
    [InlineData(3, 5, 7)]
    [InlineData(17)]
    public void Float_statistics_are_those_of_the_definition_far_from_zero_too(params int[] shape)
    {
        var source = Floats(200, (random, _) => 30000 + random.Next(-1, 1), shape);

        AssertDefinition(source, Fit(source), i => MemoryMarshal.Cast<byte, float>(source.Input(i)).ToArray().Select(x => (double)x));
    }

    [Fact]
    public void The_largest_bytes_do_not_overflow()
    {
        byte[] inputs = new byte[40 * 40000];
        inputs.AsSpan(0, inputs.Length / 2).Fill(255);
        var normalizer = Fit(ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, 1, 200, 200), inputs, new long[40], ["a"]));

        Assert.Equal(127.5f, normalizer.Mean[0]);
        Assert.Equal(127.5f, normalizer.StandardDeviation[0]);
    }

    [Fact]
    public void Resident_map_and_stream_sources_give_the_same_statistics()
    {
        ArraySource source = Examples.Source(700);
        var normalizer = Fit(source);

        Assert.Equal(normalizer, Fit(new MapOnly(source)));
        Assert.Equal(normalizer, Fit(new MapAsStream(source, late: true)));
        Assert.Equal(source.Fingerprint, normalizer.Fingerprint);
        Assert.NotEqual(normalizer, Fit(SubsetSource.Of(source, [1, 2, 3])));
    }

    [Fact]
    public void Only_the_first_examples_of_a_stream_are_looked_at()
    {
        int seen = 0;
        Fit(new MapAsStream(Bytes(Normalizer.StreamExamples + 500, 1, 2, 2), late: false, _ => seen++));

        Assert.Equal(Normalizer.StreamExamples, seen);
    }

    [Fact]
    public void A_channel_that_never_changes_has_deviation_1()
    {
        var bytes = Fit(ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, 2), new byte[] { 7, 1, 7, 3 }, [0, 0], ["a"]));
        var floats = Fit(Floats(1000, (_, _) => 0.1f, 1, 3, 3));

        Assert.Equal([1, 1], bytes.StandardDeviation);
        Assert.Equal([7, 2], bytes.Mean);
        Assert.Equal(1, floats.StandardDeviation[0]);
        Assert.Equal(0.1f, floats.Mean[0]);
    }

    [Fact]
    public void Bad_data_is_refused()
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(
            () => Fit(Floats(20, (_, i) => i == 13 * 4 ? float.NaN : 1, 1, 2, 2)));
        Assert.Equal(("The input of example 13 holds a number that is not finite.", "NaN"), (e.Mistakes[0].What, e.Mistakes[0].Received));
        Assert.Throws<RunConfigurationException>(() => Fit(Bytes(0, 1, 2, 2)));
        Assert.Throws<RunConfigurationException>(() => Fit(new MapAsStream(Bytes(0, 1, 2, 2), late: false)));
        Assert.Throws<RunConfigurationException>(() => Fit(
            ArraySource.OfClasses(new ArrayFormat(ElementType.Int64, 2), new byte[16], [0], ["a"])));
        Assert.Equal(300, Assert.Throws<ExampleException>(() => Fit(
            new MapOnly(Bytes(400, 1, 2, 2), ids => _ = ids.Contains(300) ? throw new IOException("disk fault") : 0))).Id);
        Assert.Equal(300, Assert.Throws<ExampleException>(() => Fit(
            new MapAsStream(Bytes(400, 1, 2, 2), late: false, id => _ = id == 300 ? throw new IOException("disk fault") : 0))).Id);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 63)]
    [InlineData(1, 64)]
    [InlineData(1, 65)]
    [InlineData(3, 784)]
    [InlineData(37, 1)]
    public void Applies_the_formula_to_bytes_and_floats_alike_at_any_length(int channels, int plane)
    {
        float[] means = [.. Enumerable.Range(0, channels).Select(c => 100 + (c * 0.3f))];
        float[] deviations = [.. Enumerable.Range(0, channels).Select(c => 3 + (c * 0.7f))];
        var normalizer = new Normalizer(means, deviations, "any");
        byte[] bytes = [.. Enumerable.Range(0, channels * plane).Select(i => (byte)KeyedRandom.Mix((ulong)i))];
        float[] floats = [.. bytes.Select(b => (float)b)];
        float[] expected = [.. floats.Select((x, i) => (x - means[i / plane]) * (1 / deviations[i / plane]))];
        float[] fromBytes = new float[bytes.Length], fromFloats = new float[bytes.Length];

        normalizer.Apply(bytes, fromBytes);
        normalizer.Apply(floats, fromFloats);
        normalizer.Apply(floats, floats);

        Assert.Equal(expected, fromBytes);
        Assert.Equal(expected, fromFloats);
        Assert.Equal(expected, floats);
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_refused()
    {
        var normalizer = new Normalizer([1, 2], [1, 1], "any");

        Assert.Throws<ArgumentException>(() => normalizer.Apply(new byte[4], new float[5]));
        Assert.Throws<ArgumentException>(() => normalizer.Apply(new byte[5], new float[5]));
        Assert.Throws<RunConfigurationException>(() => normalizer.RequireChannels(new ArrayFormat(ElementType.UInt8, 3, 2, 2)));
        normalizer.RequireChannels(new ArrayFormat(ElementType.UInt8, 2, 2, 2));
    }

    [Fact]
    public void Statistics_that_cannot_be_used_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Normalizer([], [], "any"));
        Assert.Throws<ArgumentException>(() => new Normalizer([1], [1, 1], "any"));
        Assert.Throws<ArgumentException>(() => new Normalizer([1], [0], "any"));
        Assert.Throws<ArgumentException>(() => new Normalizer([1], [float.NaN], "any"));
        Assert.Throws<ArgumentException>(() => new Normalizer([float.PositiveInfinity], [1], "any"));
        Assert.Throws<ArgumentException>(() => new Normalizer([1], [1e-45f], "any"));
    }

    [Fact]
    public void Statistics_of_other_examples_are_refused_with_both_fingerprints()
    {
        var normalizer = new Normalizer([1], [1], "aaaa");
        normalizer.RequireFittedOn("aaaa");
        Mistake mistake = Assert.Throws<RunConfigurationException>(() => normalizer.RequireFittedOn("bbbb")).Mistakes[0];

        Assert.Equal(("aaaa", "bbbb"), (mistake.Received, mistake.Allowed));
    }

    [Fact]
    public void Json_brings_back_every_bit()
    {
        var random = new KeyedRandom(1);
        float[] Numbers(int count, float low) => [.. Enumerable.Range(0, count).Select(_ => random.Next(low, 1e-3f) * 1e4f)];
        var normalizer = new Normalizer(Numbers(1000, -1e-3f), Numbers(1000, 1e-9f), "any");

        Assert.Equal(normalizer, JsonSerializer.Deserialize<Normalizer>(JsonSerializer.Serialize(normalizer)));
    }

    private static Normalizer Fit(IExampleSource source) => Normalizer.Fit(source, TestContext.Current.CancellationToken);

    private static ArraySource Bytes(int count, params int[] shape)
    {
        byte[] inputs = new byte[count * shape.Aggregate(1, (a, b) => a * b)];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = (byte)(KeyedRandom.Mix((ulong)i) % 200);
        }

        return ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, [.. shape.Select(s => (long)s)]), inputs, new long[count], ["a"]);
    }

    private static ArraySource Floats(int count, Func<KeyedRandom, int, float> value, params int[] shape)
    {
        float[] inputs = [.. Enumerable.Range(0, count * shape.Aggregate(1, (a, b) => a * b)).Select(i => value(new KeyedRandom(2, (ulong)i), i))];
        return ArraySource.OfClasses(
            new ArrayFormat(ElementType.Float32, [.. shape.Select(s => (long)s)]), MemoryMarshal.AsBytes<float>(inputs).ToArray(), new long[count], ["a"]);
    }

    private static void AssertDefinition(ArraySource source, Normalizer normalizer, Func<long, IEnumerable<double>> input)
    {
        int channels = Normalizer.Channels(source.Format.Input);
        int plane = source.Format.Input.Elements / channels;
        for (int channel = 0; channel < channels; channel++)
        {
            double[] values = [.. Enumerable.Range(0, (int)source.Count).SelectMany(i => input(i).Skip(channel * plane).Take(plane))];
            double mean = values.Average();
            double deviation = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
            Assert.Equal((float)mean, normalizer.Mean[channel]);
            Assert.Equal(deviation, normalizer.StandardDeviation[channel], deviation * 1e-6);
        }
    }
}
