namespace Descent.Data.Sources;

/// <summary>A map-style source whose inputs all lie in memory, so that the loader can read them without a copy.</summary>
public interface IResidentSource : IMapSource
{
    /// <summary>The input of one example, Format.Input.Bytes bytes that never change.</summary>
    ReadOnlySpan<byte> Input(long index);

    /// <summary>The label of one example, Format.Label.Bytes bytes that never change.</summary>
    ReadOnlySpan<byte> Label(long index);
}
