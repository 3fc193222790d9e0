using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Loading;

/// <summary>Fills the batches of a stream one after the other; the epoch ends when the stream ends. Other ranks' examples are passed over unwritten.</summary>
internal sealed class StreamFiller : IBatchFiller
{
    private readonly IStreamSource _source;
    private readonly ExampleWriter _writer;
    private readonly LoaderOptions _options;
    private readonly CancellationToken _cancellation;
    private StreamCursor? _cursor;
    private int _epoch;
    private long _batch;

    /// <param name="source">The stream.</param>
    /// <param name="writer">Where examples go through.</param>
    /// <param name="options">Batch size, this rank's block and where to start.</param>
    /// <param name="cancellation">Ends the stream.</param>
    public StreamFiller(IStreamSource source, ExampleWriter writer, LoaderOptions options, CancellationToken cancellation)
    {
        _source = source;
        _writer = writer;
        _options = options;
        _cancellation = cancellation;
        (_epoch, _batch) = (options.StartEpoch, options.StartBatch);
    }

    /// <inheritdoc />
    public void Fill(BatchBuffer batch, long number)
    {
        _cursor ??= new StreamCursor(_source, checked(_batch * _options.BatchSize), _cancellation);
        (int start, int rows) = _options.Block.In(_options.BatchSize, _options.BatchSize);
        int count = 0;
        while (count < _options.BatchSize && _cursor.MoveNext())
        {
            batch.AllIds[count] = _cursor.Position;
            if (count >= start && count < start + rows)
            {
                _writer.Write(batch, count - start, _cursor.Position, _epoch, _cursor.Current.Input.Span, _cursor.Current.Label.Span);
            }

            count++;
        }

        if (count > 0)
        {
            batch.Complete(count, _epoch, _batch++);
            return;
        }

        if (_batch == 0)
        {
            throw new RunConfigurationException(new Mistake(
                "The stream ended before its first example.", "0 examples", "1 or more", "Check where the data comes from."));
        }

        Dispose();
        (_cursor, _epoch, _batch) = (null, checked(_epoch + 1), 0);
        batch.EndEpoch();
    }

    /// <inheritdoc />
    public void Dispose() => _cursor?.Dispose();
}
