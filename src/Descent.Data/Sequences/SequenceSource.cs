using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Descent.Data.Sources;

namespace Descent.Data.Sequences;

/// <summary>Examples of a task by index, each made when it is read.</summary>
public sealed class SequenceSource : IMapSource
{
    // Part of the fingerprint: a change of the examples is a new version.
    private const int Version = 1;

    private readonly SequenceTask _task;
    private readonly ulong _seed;
    private readonly bool _isTest;

    /// <param name="task">What is asked.</param>
    /// <param name="seed">The seed of all examples.</param>
    /// <param name="count">How many examples, 1 or more.</param>
    /// <param name="isTest">Whether the questions are those that training never asks.</param>
    public SequenceSource(SequenceTask task, ulong seed, long count, bool isTest)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        (_task, _seed, _isTest) = (task, seed, isTest);
        Count = count;
        Format = task.Format;
        string text = string.Create(CultureInfo.InvariantCulture, $"{task.Name} version {Version} length {task.Length} seed {seed} count {count} test {isTest}");
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <inheritdoc />
    public ExampleFormat Format { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> ClassNames => SequenceTask.Tokens;

    /// <inheritdoc />
    public string Fingerprint { get; }

    /// <inheritdoc />
    public long Count { get; }

    /// <inheritdoc />
    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        Span<long> tokens = MemoryMarshal.Cast<byte, long>(inputs);
        Span<long> answers = MemoryMarshal.Cast<byte, long>(labels);
        (int positions, int outputs) = (Format.Input.Elements, Format.Label.Elements);
        for (int i = 0; i < indices.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(indices[i], nameof(indices));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(indices[i], Count, nameof(indices));
            _task.Write(_seed, indices[i], _isTest, tokens.Slice(i * positions, positions), answers.Slice(i * outputs, outputs));
        }
    }
}
