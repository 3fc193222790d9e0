using System.Globalization;

namespace Descent.Cli.Progress;

/// <summary>Text put together in a buffer that is known to be long enough; numbers are never boxed, so nothing is allocated.</summary>
internal ref struct CharLine(Span<char> buffer)
{
    private readonly Span<char> _buffer = buffer;

    public int Length { get; private set; }

    public void Add(ReadOnlySpan<char> text)
    {
        text.CopyTo(_buffer[Length..]);
        Length += text.Length;
    }

    public void Add(char character, int count)
    {
        _buffer.Slice(Length, count).Fill(character);
        Length += count;
    }

    public void Add<T>(T number, ReadOnlySpan<char> format = default)
        where T : ISpanFormattable
    {
        _ = number.TryFormat(_buffer[Length..], out int count, format, CultureInfo.InvariantCulture);
        Length += count;
    }
}
