using System.Diagnostics.CodeAnalysis;
using Descent.Data.Loading;

namespace Descent.Bench.Workloads;

/// <summary>The first batch of each of some readers in turn, again and again: what a step costs when nothing is ever read.</summary>
internal sealed class ResidentReader : IBatchReader
{
    private readonly IReadOnlyList<IBatchReader> _sources;
    private readonly Batch[] _batches;
    private long _index = -1;
    private int _next;

    /// <param name="sources">Disposed with this.</param>
    public ResidentReader(params IReadOnlyList<IBatchReader> sources)
    {
        _sources = sources;
        _batches = [.. sources.Select(source => source.TryNext(out Batch? batch) ? batch : throw new ArgumentException("A reader has no batch.", nameof(sources)))];
    }

    public long? BatchesPerEpoch => _sources[0].BatchesPerEpoch;

    public TimeSpan Waited => TimeSpan.Zero;

    // Epochs end as they do in the source, for their ends are part of the loop.
    public bool TryNext([NotNullWhen(true)] out Batch? batch)
    {
        _index = _index + 1 == BatchesPerEpoch ? -1 : _index + 1;
        batch = _index >= 0 ? _batches[_next++ % _batches.Length] : null;
        return batch is not null;
    }

    public void Dispose()
    {
        foreach (IBatchReader source in _sources)
        {
            source.Dispose();
        }
    }
}
