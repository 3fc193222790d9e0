using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Datasets;
using Descent.Data.Glyphs;
using Descent.Data.Loading;
using Descent.Data.Normalization;
using Descent.Data.Order;
using Descent.Data.Sources;
using Descent.Torch.Randomness;
using static TorchSharp.torch;

namespace Descent.Lab.Running;

/// <summary>Data for experiments: small, and a pure function of its seed.</summary>
internal static class LabData
{
    // Test glyphs begin where no training glyph reaches.
    private const long TestStart = 1L << 40;

    /// <summary>Hand-drawn-like digits.</summary>
    public static Dataset Glyphs(ulong seed, int train, int test) =>
        new("glyphs", InMemory(new GlyphSource(seed, 0, train)), InMemory(new GlyphSource(seed, TestStart, test)));

    /// <summary>Articles of clothing, which are on this machine.</summary>
    public static Dataset Fashion(ulong seed, int train, int test)
    {
        Dataset all = FashionMnist.LoadAsync().GetAwaiter().GetResult();
        return new("fashion-mnist", Some((IMapSource)all.Train, seed, train), Some(all.Test!, seed, test));
    }

    /// <summary>Two spirals that wind around one another, a class each, [2]: no line keeps them apart.</summary>
    /// <param name="seed">The noise.</param>
    /// <param name="train">Training examples.</param>
    /// <param name="test">Test examples.</param>
    /// <param name="turns">How often each winds around the middle.</param>
    public static Dataset Spirals(ulong seed, int train, int test, double turns = 1) => Points("spirals", seed, train, test, 2, (ref KeyedRandom random, int label) =>
    {
        double along = 0.15 + (0.85 * random.NextDouble());
        double angle = (2 * Math.PI * turns * along) + (Math.PI * label);
        return ((float)((along * Math.Cos(angle)) + (0.03 * random.NextNormal())), (float)((along * Math.Sin(angle)) + (0.03 * random.NextNormal())));
    });

    /// <summary>XOR, [2]: four clouds, and opposite ones are of one class.</summary>
    public static Dataset Xor(ulong seed, int train, int test) => Points("xor", seed, train, test, 2, (ref KeyedRandom random, int label) =>
    {
        int first = random.NextInt(2);
        int second = first ^ label;
        return ((float)((2 * first) - 1 + (0.25 * random.NextNormal())), (float)((2 * second) - 1 + (0.25 * random.NextNormal())));
    });

    /// <summary>Points of a plane by class; the classes take turns.</summary>
    public static Dataset Points(string name, ulong seed, int train, int test, int classes, PointOfClass draw)
    {
        ArraySource Draw(int count, ulong part)
        {
            float[] inputs = new float[2 * count];
            long[] labels = new long[count];
            for (int i = 0; i < count; i++)
            {
                KeyedRandom random = new(seed, part, (ulong)i);
                labels[i] = i % classes;
                (inputs[2 * i], inputs[(2 * i) + 1]) = draw(ref random, i % classes);
            }

            return OfFloats(inputs, labels, classes, 2);
        }

        return new Dataset(name, Draw(train, 0), Draw(test, 1));
    }

    /// <summary>Examples of classes from floats.</summary>
    public static ArraySource OfFloats(float[] inputs, long[] labels, int classes, params long[] shape) => ArraySource.OfClasses(
        new ArrayFormat(ElementType.Float32, shape), MemoryMarshal.AsBytes<float>(inputs).ToArray(), labels, [.. Enumerable.Range(0, classes).Select(i => $"{i}")]);

    /// <summary>All examples of a source as two tensors, in index order: inputs normalized [N, …], labels [N].</summary>
    public static (Tensor Inputs, Tensor Labels) Tensors(IExampleSource source, Normalizer normalizer)
    {
        var map = (IMapSource)source;
        using IBatchReader reader = Loader.Open(map, normalizer, [], new LoaderOptions { BatchSize = checked((int)map.Count), Prefetch = 0, Shuffle = false });
        reader.TryNext(out Batch? batch);
        return (batch!.Inputs.clone(), batch.Labels.clone());
    }

    /// <summary>The same examples, read once and kept: what is drawn on the way would be drawn again in every epoch.</summary>
    public static ArraySource InMemory(IMapSource source)
    {
        byte[] inputs = new byte[source.Count * source.Format.Input.Bytes];
        byte[] labels = new byte[source.Count * source.Format.Label.Bytes];
        long[] all = [.. Enumerable.Range(0, (int)source.Count)];
        source.Read(all, inputs, labels);
        return new ArraySource(source.Format, inputs, labels, source.ClassNames);
    }

    /// <summary>The same images, each changed in the same way: [1, height, width] bytes in, as many out.</summary>
    public static Dataset Changed(Dataset data, ChangeOfImage change) => new(data.Name, Changed(data.Train, change), Changed(data.Test!, change));

    /// <summary>The same images, each changed in the same way.</summary>
    public static ArraySource Changed(IExampleSource source, ChangeOfImage change)
    {
        var map = (IMapSource)source;
        ExampleFormat format = map.Format;
        byte[] inputs = new byte[map.Count * format.Input.Bytes];
        byte[] labels = new byte[map.Count * format.Label.Bytes];
        map.Read([.. Enumerable.Range(0, (int)map.Count)], inputs, labels);
        byte[] changed = new byte[inputs.Length];
        for (int at = 0; at < inputs.Length; at += format.Input.Bytes)
        {
            change(inputs.AsSpan(at, format.Input.Bytes), changed.AsSpan(at, format.Input.Bytes));
        }

        return new ArraySource(format, changed, labels, map.ClassNames);
    }

    /// <summary>The same data, in which a share of the training examples bears the label of another class: what nobody can learn but by heart.</summary>
    public static Dataset WithWrongLabels(Dataset data, double share, ulong seed)
    {
        var map = (IMapSource)data.Train;
        byte[] inputs = new byte[map.Count * map.Format.Input.Bytes];
        long[] labels = new long[map.Count];
        map.Read([.. Enumerable.Range(0, (int)map.Count)], inputs, MemoryMarshal.AsBytes(labels.AsSpan()));
        for (int i = 0; i < labels.Length; i++)
        {
            KeyedRandom random = new(seed, (ulong)i, c: 19);
            labels[i] = random.NextDouble() < share ? (labels[i] + 1 + random.NextInt(map.ClassNames.Count - 1)) % map.ClassNames.Count : labels[i];
        }

        return data with { Train = ArraySource.OfClasses(map.Format.Input, inputs, labels, map.ClassNames) };
    }

    /// <summary>Moves a 28×28 image down and to the right; what comes in is black.</summary>
    public static ChangeOfImage Shift(int down, int right) => (image, shifted) =>
    {
        for (int y = Math.Max(0, down); y < Glyph.Side + Math.Min(0, down); y++)
        {
            for (int x = Math.Max(0, right); x < Glyph.Side + Math.Min(0, right); x++)
            {
                shifted[(y * Glyph.Side) + x] = image[((y - down) * Glyph.Side) + x - right];
            }
        }
    };

    private static SubsetSource Some(IMapSource source, ulong seed, int count)
    {
        long[] chosen = new long[Math.Min(count, source.Count)];
        new Permutation(seed, 0, source.Count).Fill(0, chosen);
        return SubsetSource.Of(source, chosen);
    }

    /// <summary>Makes another image of an image.</summary>
    public delegate void ChangeOfImage(ReadOnlySpan<byte> image, Span<byte> changed);

    /// <summary>Draws a point of a class.</summary>
    public delegate (float X, float Y) PointOfClass(ref KeyedRandom random, int label);
}
