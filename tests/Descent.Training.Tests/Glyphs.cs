using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Data.Sources;

namespace Descent.Training.Tests;

/// <summary>Small data sets of glyphs, drawn once into memory.</summary>
internal static class Glyphs
{
    private static readonly Lazy<ArraySource> Train = new(() => Draw(new GlyphSource(1, 0, 1000)));
    private static readonly Lazy<ArraySource> Test = new(() => Draw(new GlyphSource(1, 100_000, 200)));

    /// <summary>1,000 examples to train on and 200 to test on.</summary>
    public static Dataset Data => new("glyphs", Train.Value, Test.Value);

    /// <summary>The first examples of them.</summary>
    public static Dataset Few(int count) => Data with { Train = SubsetSource.Of(Train.Value, [.. Enumerable.Range(0, count).Select(i => (long)i)]) };

    /// <summary>The first examples of them, a third of which have the label of the class after their own.</summary>
    public static Dataset Mislabeled(int count)
    {
        ArraySource all = Train.Value;
        byte[] inputs = new byte[count * all.Format.Input.Bytes];
        long[] labels = new long[count];
        all.Read([.. Enumerable.Range(0, count).Select(i => (long)i)], inputs, MemoryMarshal.AsBytes(labels.AsSpan()));
        for (int i = 0; i < count; i += 3)
        {
            labels[i] = (labels[i] + 1) % all.ClassNames.Count;
        }

        return Data with { Train = new ArraySource(all.Format, inputs, MemoryMarshal.AsBytes(labels.AsSpan()).ToArray(), all.ClassNames) };
    }

    private static ArraySource Draw(GlyphSource source)
    {
        byte[] inputs = new byte[source.Count * source.Format.Input.Bytes];
        byte[] labels = new byte[source.Count * source.Format.Label.Bytes];
        source.Read([.. Enumerable.Range(0, (int)source.Count).Select(i => (long)i)], inputs, labels);
        return new ArraySource(source.Format, inputs, labels, source.ClassNames);
    }
}
