using System.Runtime.InteropServices;
using Descent.Data.Sources;

namespace Descent.Data.Glyphs;

/// <summary>A range of glyphs by index, each drawn when it is read. Input [1, 28, 28] in 0–255, label 0–9.</summary>
public sealed class GlyphSource : IMapSource
{
    private readonly ulong _seed;
    private readonly long _start;

    /// <param name="seed">The hand that draws all glyphs.</param>
    /// <param name="start">The first glyph, 0 or more; ranges that don't overlap share no glyph.</param>
    /// <param name="count">How many glyphs, 1 or more.</param>
    public GlyphSource(ulong seed, long start, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, long.MaxValue - start);
        _seed = seed;
        _start = start;
        Count = count;
        Fingerprint = GlyphFormat.Fingerprint(seed, start, count);
    }

    /// <inheritdoc />
    public ExampleFormat Format => GlyphFormat.Format;

    /// <inheritdoc />
    public IReadOnlyList<string> ClassNames => GlyphFormat.ClassNames;

    /// <inheritdoc />
    public string Fingerprint { get; }

    /// <inheritdoc />
    public long Count { get; }

    /// <inheritdoc />
    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Span<long> digits = MemoryMarshal.Cast<byte, long>(labels);
        for (int i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], Count, nameof(indices));
            digits[i] = Glyph.Draw(_seed, _start + indices[i], inputs.Slice(i * Format.Input.Bytes, Format.Input.Bytes));
        }
    }
}
