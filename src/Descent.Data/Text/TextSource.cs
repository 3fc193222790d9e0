using System.Runtime.InteropServices;
using Descent.Data.Sources;

namespace Descent.Data.Text;

/// <summary>A text to go on with: input [T] is a window of tokens, label [T] the token that follows each.</summary>
/// <remarks>Windows do not overlap, so that examples held out for validation share no label with those that are trained on.</remarks>
internal sealed class TextSource(TokenReader reader, Vocabulary vocabulary, int context, string fingerprint) : IMapSource
{
    public ExampleFormat Format { get; } = new(new ArrayFormat(ElementType.Int64, context), new ArrayFormat(ElementType.Int64, context));

    public IReadOnlyList<string> ClassNames => vocabulary.Names;

    public string Fingerprint => fingerprint;

    public long Count => reader.Count;

    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Span<long> tokens = MemoryMarshal.Cast<byte, long>(inputs);
        Span<long> next = MemoryMarshal.Cast<byte, long>(labels);
        long[] window = new long[context + 1];
        for (int i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], Count, nameof(indices));
            reader.Read(indices[i], window);
            window.AsSpan(0, context).CopyTo(tokens[(i * context)..]);
            window.AsSpan(1).CopyTo(next[(i * context)..]);
        }
    }
}
