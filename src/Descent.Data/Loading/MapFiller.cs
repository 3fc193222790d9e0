using Descent.Data.Order;
using Descent.Data.Sources;
using Descent.Torch.Memory;

namespace Descent.Data.Loading;

/// <summary>Fills any batch of any epoch of a map-style source: its number alone says which examples.</summary>
internal sealed class MapFiller : IBatchFiller
{
    // Shuffled examples are cache misses; asking for them this many rows early hides most of the wait (2.2 to 5.4 million a second for 28×28).
    private const int Ahead = 3;

    private readonly IMapSource _source;
    private readonly IResidentSource? _resident;
    private readonly ExampleWriter _writer;
    private readonly LoaderOptions _options;
    private readonly long _batchesPerEpoch;
    private readonly int _inputBytes;
    private readonly int _labelBytes;
    private readonly byte[] _inputs;
    private readonly byte[] _labels;

    public MapFiller(IMapSource source, ExampleWriter writer, LoaderOptions options, long batchesPerEpoch)
    {
        _source = source;
        _resident = source as IResidentSource;
        _writer = writer;
        _options = options;
        _batchesPerEpoch = batchesPerEpoch;
        (_inputBytes, _labelBytes) = (source.Format.Input.Bytes, source.Format.Label.Bytes);
        int raw = _resident is null ? options.Block.In(options.BatchSize, options.BatchSize).Count : 0;
        _inputs = new byte[raw * _inputBytes];
        _labels = new byte[raw * _labelBytes];
    }

    /// <inheritdoc />
    public void Fill(BatchBuffer batch, long number)
    {
        int rows = Begin(batch, number);
        if (_resident is null)
        {
            ReadRows(batch, batch.Batch.Ids.Span[..rows]);
        }
        else
        {
            FillRows(batch, 0, rows);
        }
    }

    /// <summary>Says in the batch which examples it has, or marks it as the end of an epoch, and gives the rows to fill.</summary>
    public int Begin(BatchBuffer batch, long number)
    {
        // One more than there are batches: the end of the epoch has a number too.
        (long epochs, long index) = Math.DivRem(_options.StartBatch + number, _batchesPerEpoch + 1);
        if (index == _batchesPerEpoch)
        {
            batch.EndEpoch();
            return 0;
        }

        int epoch = checked(_options.StartEpoch + (int)epochs);
        long start = index * _options.BatchSize;
        int allCount = (int)Math.Min(_options.BatchSize, _source.Count - start);
        SetIds(batch.AllIds[..allCount], epoch, start);
        batch.Complete(allCount, epoch, index);
        return batch.Batch.Ids.Length;
    }

    /// <summary>Fills some rows of a batch that was begun, from a source in memory.</summary>
    /// <exception cref="ExampleException">An example could not be read.</exception>
    public void FillRows(BatchBuffer batch, int first, int end)
    {
        IResidentSource source = _resident!;
        ReadOnlySpan<long> ids = batch.Batch.Ids.Span;
        int epoch = batch.Batch.Epoch;
        try
        {
            for (int row = first; row < end; row++)
            {
                if (row + Ahead < ids.Length)
                {
                    CacheLines.Prefetch(source.Input(ids[row + Ahead]));
                }

                _writer.Write(batch, row, ids[row], epoch, source.Input(ids[row]), source.Label(ids[row]));
            }
        }
        catch (Exception cause) when (cause is not ExampleException)
        {
            throw ExampleException.In(source, Culprit(source, ids[first..]), cause);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private void SetIds(Span<long> ids, int epoch, long start)
    {
        if (_options.Shuffle)
        {
            new Permutation(_options.Seed, epoch, _source.Count).Fill(start, ids);
            return;
        }

        for (int row = 0; row < ids.Length; row++)
        {
            ids[row] = start + row;
        }
    }

    // Not always the row that was written: an input is asked for some rows early.
    private static long Culprit(IResidentSource source, ReadOnlySpan<long> ids)
    {
        foreach (long id in ids)
        {
            try
            {
                _ = source.Input(id);
                _ = source.Label(id);
            }
            catch (Exception)
            {
                return id;
            }
        }

        return ids[0]; // None fails alone.
    }

    private void ReadRows(BatchBuffer batch, ReadOnlySpan<long> ids)
    {
        if (ids.IsEmpty)
        {
            return;
        }

        ExampleReader.Read(_source, ids, _inputs, _labels);
        for (int row = 0; row < ids.Length; row++)
        {
            _writer.Write(batch, row, ids[row], batch.Batch.Epoch, _inputs.AsSpan(row * _inputBytes, _inputBytes), _labels.AsSpan(row * _labelBytes, _labelBytes));
        }
    }
}
