using System.Diagnostics.CodeAnalysis;
using Descent.Data.Loading;

namespace Descent.Bench.Workloads;

/// <summary>The first batch of another reader, again and again: what a step costs when nothing is ever read.</summary>
internal sealed class ResidentReader : IBatchReader
{
    private readonly IBatchReader _source;
    private readonly Batch _batch;
    private long _index = -1;

    /// <param name="source">Disposed with this.</param>
    public ResidentReader(IBatchReader source)
    {
        _source = source;
        _batch = source.TryNext(out Batch? batch) ? batch : throw new ArgumentException("The reader has no batch.", nameof(source));
    }

    public long? BatchesPerEpoch => _source.BatchesPerEpoch;

    public TimeSpan Waited => TimeSpan.Zero;

    // Epochs end as they do in the source, for their ends are part of the loop.
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        _index = _index + 1 == BatchesPerEpoch ? -1 : _index + 1;
        batch = _index >= 0 ? _batch : null;
        return batch is not null;
    }

    public void Dispose() => _source.Dispose();
}
