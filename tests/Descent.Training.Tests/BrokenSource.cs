using Descent.Data.Sources;

namespace Descent.Training.Tests;

/// <summary>A source one of whose examples can be read once, for the normalizer, and never again.</summary>
internal sealed class BrokenSource(IMapSource source, long broken) : IMapSource
{
    private int _reads;

    public ExampleFormat Format => source.Format;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public string Fingerprint => source.Fingerprint;

    public long Count => source.Count;

    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        if (indices.Contains(broken) && Interlocked.Increment(ref _reads) > 1)
        {
            throw new IOException("the disk has a scratch");
        }

        source.Read(indices, inputs, labels);
    }
}
