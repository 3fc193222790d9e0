using System.Diagnostics.CodeAnalysis;
using Descent.Data.Loading;

namespace Descent.Bench.Workloads;

/// <summary>One of several readers at a time, so that the same loop, network and memory serve all of them.</summary>
internal sealed class SwitchReader(params IReadOnlyList<IBatchReader> readers) : IBatchReader
{
    /// <summary>The reader that is asked.</summary>
    public IBatchReader Current { get; set; } = readers[0];

    public long? BatchesPerEpoch => Current.BatchesPerEpoch;

    public TimeSpan Waited => Current.Waited;

    public bool TryNext([NotNullWhen(true)] out Batch? batch) => Current.TryNext(out batch);

    public void Dispose()
    {
        foreach (IBatchReader reader in readers)
        {
            reader.Dispose();
        }
    }
}
