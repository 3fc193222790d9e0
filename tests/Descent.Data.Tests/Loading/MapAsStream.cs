using System.Runtime.CompilerServices;
using Descent.Data.Sources;

namespace Descent.Data.Tests.Loading;

/// <summary>The examples of a map-style source as a stream, in one buffer; late when each comes from another thread.</summary>
internal sealed class MapAsStream(IMapSource source, bool late, Action<long>? before = null) : IStreamSource
{
    public ExampleFormat Format => source.Format;

    public IReadOnlyList<string> ClassNames => source.ClassNames;

    public string Fingerprint => source.Fingerprint;

    public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] input = new byte[Format.Input.Bytes];
        byte[] label = new byte[Format.Label.Bytes];
        for (long i = start; i < source.Count; i++)
        {
            if (late)
            {
                await Task.Yield();
            }

            cancellation.ThrowIfCancellationRequested();
            before?.Invoke(i);
            source.Read([i], input, label);
            yield return new Example(input, label);
            // Whoever reads an example after asking for the next sees that.
            input.AsSpan().Fill(255);
        }
    }
}
