namespace Descent.Runs.Storage;

/// <summary>The lines of a file that may still grow, none longer than a bound. A last line without its end is still being written and is left out.</summary>
internal sealed class BoundedLines(Stream stream, int longest)
{
    private readonly byte[] _buffer = new byte[longest];
    private int _start;
    private int _end;
    private long _number;

    /// <summary>The next line without its end, valid until the next call; false when there is none yet.</summary>
    /// <exception cref="InvalidDataException">The line is longer than the bound; its number is told.</exception>
    public bool TryNext(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, length);
                _start += length + 1;
                _number++;
                return true;
            }

            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            if (_end == longest)
            {
                throw new InvalidDataException($"Line {_number + 1} is longer than {longest} bytes.");
            }

            int count = stream.Read(_buffer, _end, longest - _end);
            if (count == 0)
            {
                line = default;
                return false;
            }

            _end += count;
        }
    }
}
