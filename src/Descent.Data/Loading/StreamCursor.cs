using System.Runtime.CompilerServices;
using Descent.Data.Sources;

namespace Descent.Data.Loading;

/// <summary>A stream read by a thread that waits for it, without an allocation per example.</summary>
internal sealed class StreamCursor : IDisposable
{
    private readonly IAsyncEnumerator<Example> _examples;
    private readonly ManualResetEventSlim _completed = new(false, 0);
    private readonly Action _complete;
    private readonly ExampleFormat _format;
    private readonly CancellationToken _cancellation;
    private readonly long _start;
    private long _read;
    private bool _ended;

    public StreamCursor(IStreamSource source, long start, CancellationToken cancellation)
    {
        _format = source.Format;
        _start = start;
        _cancellation = cancellation;
        _complete = _completed.Set;
        _examples = source.ReadAsync(start, cancellation).GetAsyncEnumerator(cancellation);
    }

    /// <summary>The example that was read last; its memory is valid until the next one is read.</summary>
    public Example Current => _examples.Current;

    /// <summary>Its position in the stream, from 0.</summary>
    public long Position => _start + _read - 1;

    /// <summary>Reads the next example; false at the end of the stream, again and again.</summary>
    /// <exception cref="ExampleException">The stream failed, or gave an example of another size than its format's.</exception>
    public bool MoveNext()
    {
        if (_ended)
        {
            return false;
        }

        try
        {
#pragma warning disable CA2012 // Its result is taken once, below; AsTask would allocate for each example.
            ConfiguredValueTaskAwaitable<bool>.ConfiguredValueTaskAwaiter next = _examples.MoveNextAsync().ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
            if (!next.IsCompleted)
            {
                _completed.Reset();
                next.UnsafeOnCompleted(_complete);
                _completed.Wait();
            }

            _ended = !next.GetResult();
            if (!_ended)
            {
                RequireSize(_format.Input, Current.Input.Length);
                RequireSize(_format.Label, Current.Label.Length);
            }
        }
        catch (Exception cause) when (cause is not ExampleException && !_cancellation.IsCancellationRequested)
        {
            throw new ExampleException(_start + _read, cause);
        }

        _read += _ended ? 0 : 1;
        return !_ended;
    }

    /// <inheritdoc />
    public void Dispose() => _examples.DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static void RequireSize(ArrayFormat format, int bytes)
    {
        if (bytes != format.Bytes)
        {
            throw new InvalidDataException($"It has {bytes} bytes where {format} has {format.Bytes}.");
        }
    }
}
