namespace Descent.Data.Sources;

/// <summary>Some examples of a source that lies in memory.</summary>
internal sealed class ResidentSubsetSource(IResidentSource source, long[] indices) : SubsetSource(source, indices), IResidentSource
{
    private readonly IResidentSource _source = source;

    public ReadOnlySpan<byte> Input(long index) => _source.Input(OriginalId(index));

    public ReadOnlySpan<byte> Label(long index) => _source.Label(OriginalId(index));
}
