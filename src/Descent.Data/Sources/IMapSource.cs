namespace Descent.Data.Sources;

/// <summary>Examples by index. Safe to read from several threads at once.</summary>
public interface IMapSource : IExampleSource
{
    /// <summary>How many examples there are.</summary>
    long Count { get; }

    /// <summary>Reads many examples at once, one after the other, into the caller's buffers.</summary>
    /// <param name="indices">Which examples, each in [0, Count).</param>
    /// <param name="inputs">indices.Length × Format.Input.Bytes bytes.</param>
    /// <param name="labels">indices.Length × Format.Label.Bytes bytes.</param>
    void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels);
}
