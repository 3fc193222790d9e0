using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Descent.Data.Sources;

/// <summary>Some examples of another source, numbered from 0.</summary>
public class SubsetSource : IMapSource
{
    // Indices are translated in pieces on the stack, so that reading allocates nothing.
    private const int Piece = 256;

    private readonly long[] _indices;
    private readonly Lazy<string> _fingerprint;

    private protected SubsetSource(IMapSource source, long[] indices)
    {
        Source = source;
        _indices = indices;
        _fingerprint = new Lazy<string>(ComputeFingerprint);
    }

    /// <inheritdoc />
    public ExampleFormat Format => Source.Format;

    /// <inheritdoc />
    public IReadOnlyList<string> ClassNames => Source.ClassNames;

    /// <summary>The SHA-256 of the source's fingerprint and the indices.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <inheritdoc />
    public long Count => _indices.Length;

    /// <summary>Where the examples come from.</summary>
    internal IMapSource Source { get; }

    /// <summary>The examples at <paramref name="indices"/>, in that order; an <see cref="IResidentSource"/> when <paramref name="source"/> is one.</summary>
    /// <param name="source">Where they come from.</param>
    /// <param name="indices">Copied; each in [0, source.Count), and one may come more than once.</param>
    /// <exception cref="ArgumentOutOfRangeException">An index is outside the source.</exception>
    public static SubsetSource Of(IMapSource source, ReadOnlySpan<long> indices)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if ((ulong)indices[i] >= (ulong)source.Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(indices), indices[i], $"Index {i} of the subset must be in [0, {source.Count}).");
            }
        }

        return source is IResidentSource resident
            ? new ResidentSubsetSource(resident, indices.ToArray())
            : new SubsetSource(source, indices.ToArray());
    }

    /// <summary>The index in the source of an example of the subset.</summary>
    public long OriginalId(long index) => _indices[index];

    /// <inheritdoc />
    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Span<long> originals = stackalloc long[Piece];
        for (int start = 0; start < indices.Length; start += Piece)
        {
            ReadOnlySpan<long> piece = indices[start..Math.Min(indices.Length, start + Piece)];
            for (int i = 0; i < piece.Length; i++)
            {
                originals[i] = _indices[piece[i]];
            }

            Source.Read(
                originals[..piece.Length],
                inputs.Slice(start * Format.Input.Bytes, piece.Length * Format.Input.Bytes),
                labels.Slice(start * Format.Label.Bytes, piece.Length * Format.Label.Bytes));
        }
    }

    private string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(Source.Fingerprint));
        hash.AppendData(MemoryMarshal.AsBytes<long>(_indices));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
