using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Descent.Data.Normalization;
using Descent.Data.Sources;

namespace Descent.Training.Tests;

/// <summary>Points in the plane of two classes; one past those that the normalizer looks at holds a NaN.</summary>
internal sealed class PointStream : IStreamSource
{
    public const long Bad = Normalizer.StreamExamples + 75;

    public ExampleFormat Format { get; } = new(new ArrayFormat(ElementType.Float32, 2), ArrayFormat.ClassNumber);

    public IReadOnlyList<string> ClassNames { get; } = ["even", "odd"];

    public string Fingerprint => "points";

    public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await Task.CompletedTask;
        for (long i = start; i < Bad + 100; i++)
        {
            float[] point = [i % 7, i == Bad ? float.NaN : i % 5];
            yield return new Example(MemoryMarshal.AsBytes<float>(point).ToArray(), BitConverter.GetBytes(i % 2));
        }
    }
}
