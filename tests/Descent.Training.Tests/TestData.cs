using System.Runtime.InteropServices;
using Descent.Data;
using Descent.Data.Sources;

namespace Descent.Training.Tests;

/// <summary>Small data sets that lie in memory.</summary>
internal static class TestData
{
    /// <summary>Five floats each; the label is the index modulo 3, and the first float is the index.</summary>
    public static ArraySource Source(int count)
    {
        float[] inputs = TestNetworks.Wave(count * 5, 7);
        long[] labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            inputs[i * 5] = i;
            labels[i] = i % 3;
        }

        return ArraySource.OfClasses(
            new ArrayFormat(ElementType.Float32, 5), MemoryMarshal.AsBytes<float>(inputs).ToArray(), labels, ["zero", "one", "two"]);
    }

    public static Dataset Set(int count) => new("small", Source(count), null);
}
