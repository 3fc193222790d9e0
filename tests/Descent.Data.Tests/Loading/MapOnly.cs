using Descent.Data.Sources;

namespace Descent.Data.Tests.Loading;

/// <summary>A source that does not lie in memory; what happens before each read is the test's affair.</summary>
internal sealed class MapOnly(IMapSource source, Action<ReadOnlySpan<long>>? beforeRead = null) : IMapSource
{
    public ExampleFormat Format => source.Format;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public string Fingerprint => source.Fingerprint;

    public long Count => source.Count;

    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        beforeRead?.Invoke(indices);
        source.Read(indices, inputs, labels);
    }
}
