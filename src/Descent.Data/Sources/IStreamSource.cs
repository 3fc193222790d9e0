namespace Descent.Data.Sources;

/// <summary>Examples one after the other, generator style: only what is being read is in memory.</summary>
public interface IStreamSource : IExampleSource
{
    /// <summary>The stream from its <paramref name="start"/>-th example on; its end is the end of the epoch.</summary>
    /// <param name="start">How many examples to pass over, so that a resumed run goes on where it stopped.</param>
    /// <param name="cancellation">Ends the stream.</param>
    /// <remarks>An example's memory is valid until the next one is asked for.</remarks>
    IAsyncEnumerable<Example> ReadAsync(long start, CancellationToken cancellation);
}
