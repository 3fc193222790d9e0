using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Descent.Data.Sources;

namespace Descent.Data.Glyphs;

/// <summary>Glyphs one after the other, generator style. Input [1, 28, 28] in 0–255, label 0–9.</summary>
public sealed class GlyphStreamSource : IStreamSource
{
    private readonly ulong _seed;
    private readonly long _first;
    private readonly long _length;

    /// <param name="seed">The hand that draws all glyphs.</param>
    /// <param name="first">The first glyph, 0 or more.</param>
    /// <param name="length">How many glyphs an epoch has, 1 or more; null never ends.</param>
    public GlyphStreamSource(ulong seed, long first = 0, long? length = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        _seed = seed;
        _first = first;
        _length = length ?? (long.MaxValue - first);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_length, nameof(length));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_length, long.MaxValue - first, nameof(length));
        Fingerprint = GlyphFormat.Fingerprint(seed, first, length);
    }

    /// <inheritdoc />
    public ExampleFormat Format => GlyphFormat.Format;

    /// <inheritdoc />
    public IReadOnlyList<string> ClassNames => GlyphFormat.ClassNames;

    /// <inheritdoc />
    public string Fingerprint { get; }

    /// <inheritdoc />
    public async IAsyncEnumerable<Example> ReadAsync(long start, [EnumeratorCancellation] CancellationToken cancellation)
    {
        byte[] image = new byte[Format.Input.Bytes];
        byte[] label = new byte[sizeof(long)];
        for (long i = start; i < _length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long digit = Glyph.Draw(_seed, _first + i, image);
            MemoryMarshal.Write(label, in digit);
            yield return new Example(image, label);
        }

        await Task.CompletedTask;
    }
}
