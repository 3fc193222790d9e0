using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Sequences;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Bench.Gallery;

/// <summary>Small data sets that are drawn in memory, the same ones always.</summary>
internal static class GalleryData
{
    private const ulong Seed = 7;

    /// <summary>Drawn digits, 28×28.</summary>
    /// <param name="count">How many.</param>
    public static Func<Dataset> Glyphs(int count = 1200) => () => new Dataset("glyphs", Copy(new GlyphSource(1, 0, count)), null);

    /// <summary>Drawn digits, a share of which has another label, drawn evenly.</summary>
    public static Func<Dataset> MislabeledGlyphs(double share, int count = 1200) => () => Mislabel(Copy(new GlyphSource(1, 0, count)), share);

    /// <summary>Drawn digits of which some classes are rare.</summary>
    /// <param name="ratio">How many times as many examples the common classes have.</param>
    /// <param name="rare">How many classes are rare.</param>
    /// <param name="count">How many examples are drawn.</param>
    public static Func<Dataset> UnevenGlyphs(int ratio, int rare, int count = 2400) => () =>
    {
        ArraySource all = Copy(new GlyphSource(1, 0, count));
        int[] seen = new int[10];
        long[] kept = [.. LongRange(count).Where(i => Label(all, i) is var label && (label >= rare || seen[label]++ % ratio == 0))];
        return new Dataset("glyphs", SubsetSource.Of(all, kept), null);
    };

    /// <summary>Gaussian clouds, one a class, around points on a sphere.</summary>
    /// <param name="classes">How many clouds.</param>
    /// <param name="dimensions">Numbers of an input.</param>
    /// <param name="apart">The radius of the sphere in deviations of a cloud.</param>
    /// <param name="count">How many examples.</param>
    /// <param name="mislabeled">The share with another label.</param>
    public static Func<Dataset> Clouds(int classes = 5, int dimensions = 20, double apart = 4, int count = 1500, double mislabeled = 0) => () =>
    {
        var random = new KeyedRandom(Seed, 1, (ulong)classes);
        double[][] centers = [.. Enumerable.Range(0, classes).Select(_ => Direction(ref random, dimensions))];
        float[] inputs = new float[count * dimensions];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (int d = 0; d < dimensions; d++)
            {
                inputs[(i * dimensions) + d] = (float)((centers[labels[i]][d] * apart) + random.NextNormal());
            }
        }

        return Mislabel(Classes("clouds", [dimensions], inputs, labels, classes), mislabeled);
    };

    /// <summary>Arms of a spiral in the plane, one a class.</summary>
    public static Func<Dataset> Spirals(int arms = 3, int count = 1500, double turns = 0.75) => () =>
    {
        var random = new KeyedRandom(Seed, 2);
        float[] inputs = new float[count * 2];
        long[] labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % arms;
            double along = Math.Sqrt(random.NextDouble());
            double angle = (2 * Math.PI * ((along * turns) + ((double)labels[i] / arms))) + (0.15 * random.NextNormal());
            (inputs[2 * i], inputs[(2 * i) + 1]) = ((float)(along * Math.Cos(angle)), (float)(along * Math.Sin(angle)));
        }

        return new Dataset("spirals", Classes("spirals", [2], inputs, labels, arms), null);
    };

    /// <summary>Rows of ±1 whose class is the parity of the first bits.</summary>
    public static Func<Dataset> Parity(int bits, int length, int count = 2000) => () =>
    {
        var random = new KeyedRandom(Seed, 3);
        float[] inputs = new float[count * length];
        long[] labels = new long[count];
        for (int i = 0; i < inputs.Length; i++)
        {
            int bit = random.NextInt(2);
            inputs[i] = (2 * bit) - 1;
            labels[i / length] ^= i % length < bits ? bit : 0;
        }

        return new Dataset("parity", Classes("parity", [length], inputs, labels, 2), null);
    };

    /// <summary>Numbers to predict: waves over a line, or a plane through inputs of very different use.</summary>
    /// <param name="dimensions">Numbers of an input.</param>
    /// <param name="scale">What the labels are multiplied by.</param>
    /// <param name="correlation">How much of each input is the same number: the more, the narrower the valley of the loss.</param>
    /// <param name="waves">Whether labels are waves of the inputs; else a plane.</param>
    /// <param name="count">How many examples.</param>
    public static Func<Dataset> Numbers(int dimensions = 8, double scale = 1, double correlation = 0, bool waves = false, int count = 1500) => () =>
    {
        var random = new KeyedRandom(Seed, 4);
        double[] plane = Direction(ref random, dimensions);
        float[] inputs = new float[count * dimensions];
        float[] labels = new float[count];
        for (int i = 0; i < count; i++)
        {
            double shared = random.NextNormal();
            double sum = 0;
            for (int d = 0; d < dimensions; d++)
            {
                double x = (Math.Sqrt(correlation) * shared) + (Math.Sqrt(1 - correlation) * random.NextNormal());
                inputs[(i * dimensions) + d] = (float)x;
                sum += waves ? Math.Sin(3 * x) * plane[d] : x * plane[d];
            }

            labels[i] = (float)((sum + (0.05 * random.NextNormal())) * scale);
        }

        var format = new ExampleFormat(new ArrayFormat(ElementType.Float32, dimensions), new ArrayFormat(ElementType.Float32, 1));
        return new Dataset("numbers", new ArraySource(format, Bytes(inputs), Bytes(labels), []), null);
    };

    /// <summary>Questions and answers of digits.</summary>
    public static Func<Dataset> Sequences(string task, int length, int count = 1500) => () =>
        new Dataset(task, new SequenceSource(SequenceTask.Of(task, length), 1, count, isTest: false), null);

    /// <summary>The same data, some inputs of which are multiplied.</summary>
    /// <param name="data">Data with inputs of float32.</param>
    /// <param name="every">One example of so many.</param>
    /// <param name="factor">By what; NaN makes it no number.</param>
    public static Func<Dataset> Spoiled(Func<Dataset> data, int every, float factor) => () =>
    {
        ArraySource source = Copy((IMapSource)data().Train);
        int size = source.Format.Input.Elements;
        float[] inputs = [.. LongRange((int)source.Count).SelectMany(i => MemoryMarshal.Cast<byte, float>(source.Input(i)).ToArray())];
        for (int i = every / 2; i < source.Count; i += every)
        {
            foreach (ref float x in inputs.AsSpan(i * size, size))
            {
                x *= factor;
            }
        }

        byte[] labels = [.. LongRange((int)source.Count).SelectMany(i => source.Label(i).ToArray())];
        return new Dataset("spoiled", new ArraySource(source.Format, Bytes(inputs), labels, source.ClassNames), null);
    };

    /// <summary>The same data, of which the last fifth is the test.</summary>
    /// <param name="data">The data.</param>
    /// <param name="leaked">The share of the test that is in the training examples too.</param>
    public static Func<Dataset> WithTest(Func<Dataset> data, double leaked) => () =>
    {
        ArraySource source = Copy((IMapSource)data().Train);
        int train = (int)(source.Count * 4 / 5);
        int test = (int)source.Count - train;
        long[] kept = [.. LongRange(train), .. LongRange((int)(test * leaked)).Select(i => train + i)];
        return new Dataset("with test", SubsetSource.Of(source, kept), SubsetSource.Of(source, [.. LongRange(test).Select(i => train + i)]));
    };

    /// <summary>The same data, a share of which is there a second time with the next class.</summary>
    public static Func<Dataset> Conflicting(Func<Dataset> data, double share) => () =>
    {
        ArraySource source = Copy((IMapSource)data().Train);
        int again = (int)(source.Count * share);
        int classes = source.ClassNames.Count;
        long[] labels = [.. LongRange((int)source.Count).Select(i => Label(source, i)), .. LongRange(again).Select(i => (Label(source, i) + 1) % classes)];
        byte[] inputs = [.. LongRange((int)source.Count).Concat(LongRange(again)).SelectMany(i => source.Input(i).ToArray())];
        return new Dataset("conflicting", ArraySource.OfClasses(source.Format.Input, inputs, labels, source.ClassNames), null);
    };

    /// <summary>The same images, of one channel, as [height, width, channels].</summary>
    public static Func<Dataset> ChannelsLast(Func<Dataset> data) => () =>
    {
        ArraySource source = Copy((IMapSource)data().Train);
        long[] shape = source.Format.Input.Shape;
        byte[] inputs = [.. LongRange((int)source.Count).SelectMany(i => source.Input(i).ToArray())];
        var format = new ArrayFormat(source.Format.Input.Type, shape[1], shape[2], shape[0]);
        return new Dataset("channels last", ArraySource.OfClasses(format, inputs, [.. LongRange((int)source.Count).Select(i => Label(source, i))], source.ClassNames), null);
    };

    /// <summary>The same data with class numbers as numbers to predict.</summary>
    public static Func<Dataset> ClassesAsNumbers(Func<Dataset> data) => () =>
    {
        ArraySource source = Copy((IMapSource)data().Train);
        byte[] inputs = [.. LongRange((int)source.Count).SelectMany(i => source.Input(i).ToArray())];
        float[] labels = [.. LongRange((int)source.Count).Select(i => (float)Label(source, i))];
        return new Dataset("numbers", new ArraySource(new ExampleFormat(source.Format.Input, new ArrayFormat(ElementType.Float32, 1)), inputs, Bytes(labels), []), null);
    };

    /// <summary>The same data from a source that takes its time.</summary>
    public static Func<Dataset> Slow(Func<Dataset> data, double milliseconds) => () =>
        new Dataset("slow", new SlowSource((IMapSource)data().Train, TimeSpan.FromMilliseconds(milliseconds)), null);

    private static ArraySource Copy(IMapSource source)
    {
        byte[] inputs = new byte[source.Count * source.Format.Input.Bytes];
        byte[] labels = new byte[source.Count * source.Format.Label.Bytes];
        source.Read([.. LongRange((int)source.Count)], inputs, labels);
        return new ArraySource(source.Format, inputs, labels, source.ClassNames);
    }

    private static Dataset Mislabel(ArraySource source, double share)
    {
        var random = new KeyedRandom(Seed, 5);
        int classes = source.ClassNames.Count;
        long[] labels = new long[source.Count];
        for (int i = 0; i < labels.Length; i++)
        {
            long label = Label(source, i);
            labels[i] = random.NextDouble() < share ? (label + 1 + random.NextInt(classes - 1)) % classes : label;
        }

        byte[] inputs = [.. LongRange(labels.Length).SelectMany(i => source.Input(i).ToArray())];
        return new Dataset("labels", ArraySource.OfClasses(source.Format.Input, inputs, labels, source.ClassNames), null);
    }

    private static ArraySource Classes(string name, long[] shape, float[] inputs, long[] labels, int classes) => ArraySource.OfClasses(
        new ArrayFormat(ElementType.Float32, shape), Bytes(inputs), labels, [.. Enumerable.Range(0, classes).Select(i => $"{name} {i}")]);

    private static double[] Direction(ref KeyedRandom random, int dimensions)
    {
        double[] direction = new double[dimensions];
        for (int d = 0; d < dimensions; d++)
        {
            direction[d] = random.NextNormal();
        }

        double norm = Math.Sqrt(direction.Sum(x => x * x));
        return [.. direction.Select(x => x / norm)];
    }

    private static long Label(ArraySource source, long index) => MemoryMarshal.Read<long>(source.Label(index));

    private static IEnumerable<long> LongRange(int count) => Enumerable.Range(0, count).Select(i => (long)i);

    private static byte[] Bytes(ReadOnlySpan<float> values) => MemoryMarshal.AsBytes(values).ToArray();
}
