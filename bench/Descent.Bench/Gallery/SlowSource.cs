using Descent.Data.Sources;

namespace Descent.Bench.Gallery;

/// <summary>A source that takes its time over each read.</summary>
/// <param name="source">Where examples come from.</param>
/// <param name="delay">How long each example takes.</param>
internal sealed class SlowSource(IMapSource source, TimeSpan delay) : IMapSource
{
    public long Count => source.Count;

    public ExampleFormat Format => source.Format;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public string Fingerprint => source.Fingerprint;

    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Thread.Sleep(delay * indices.Length);
        source.Read(indices, inputs, labels);
    }
}
