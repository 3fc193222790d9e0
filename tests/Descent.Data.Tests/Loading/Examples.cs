using Descent.Data.Loading;
using Descent.Data.Order;
using Descent.Data.Sources;
using Descent.Torch.Randomness;

namespace Descent.Data.Tests.Loading;

/// <summary>Two-channel uint8 images with known elements, and the batches that they must become, computed the plain way.</summary>
internal static class Examples
{
    public static readonly ArrayFormat Image = new(ElementType.UInt8, 2, 9, 9);

    public static ArraySource Source(int count)
    {
        byte[] inputs = new byte[count * Image.Bytes];
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = (byte)KeyedRandom.Mix((ulong)i);
        }

        return ArraySource.OfClasses(Image, inputs, [.. Enumerable.Range(0, count).Select(i => i % 3L)], ["a", "b", "c"]);
    }

    public static List<BatchCopy> Batches(ArraySource source, LoaderOptions options, int epoch, float noise)
    {
        List<BatchCopy> batches = [];
        var order = new Permutation(options.Seed, epoch, source.Count);
        for (int start = 0; start < source.Count; start += options.BatchSize)
        {
            int count = (int)Math.Min(options.BatchSize, source.Count - start);
            long[] ids = [.. Enumerable.Range(start, count).Select(i => options.Shuffle ? order.At(i) : i)];
            batches.Add(new BatchCopy(
                epoch, start / options.BatchSize, ids,
                [.. ids.SelectMany(id => Input(source, options.Seed, epoch, id, noise))], [count, .. Image.Shape],
                [.. ids.Select(id => id % 3)], [count]));
        }

        return batches;
    }

    private static float[] Input(ArraySource source, ulong seed, int epoch, long id, float noise)
    {
        var random = new KeyedRandom(seed, (ulong)epoch, (ulong)id, 0);
        float[] values = new float[Image.Elements];
        for (int i = 0; i < values.Length; i++)
        {
            float value = source.Input(id)[i] + (noise > 0 ? random.Next(0, noise) : 0);
            values[i] = i < values.Length / 2 ? (value - 100) * (1 / 3f) : (value - 50) * (1 / 7f);
        }

        return values;
    }
}
