using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Descent.Runs;

namespace Descent.Data.Sources;

/// <summary>Examples that lie one after the other in two arrays in memory.</summary>
public sealed class ArraySource : IResidentSource
{
    private readonly ReadOnlyMemory<byte> _inputs;
    private readonly ReadOnlyMemory<byte> _labels;
    private readonly Lazy<string> _fingerprint;

    /// <param name="format">What every example looks like.</param>
    /// <param name="inputs">Count × format.Input.Bytes bytes that never change.</param>
    /// <param name="labels">Count × format.Label.Bytes bytes that never change.</param>
    /// <param name="classNames">The class names by class number; empty when labels are not class numbers.</param>
    /// <exception cref="ArgumentException">The arrays do not hold the same whole number of examples.</exception>
    /// <exception cref="RunConfigurationException">A class number has no class name.</exception>
    public ArraySource(ExampleFormat format, ReadOnlyMemory<byte> inputs, ReadOnlyMemory<byte> labels, IReadOnlyList<string> classNames)
    {
        Count = labels.Length / format.Label.Bytes;
        if (labels.Length != Count * format.Label.Bytes || inputs.Length != Count * format.Input.Bytes)
        {
            throw new ArgumentException(
                $"{inputs.Length} bytes of inputs and {labels.Length} of labels are not the same number of {format.Input} and {format.Label}.", nameof(inputs));
        }

        Format = format;
        ClassNames = classNames;
        _inputs = inputs;
        _labels = labels;
        _fingerprint = new Lazy<string>(ComputeFingerprint);
        RequireClassNames();
    }

    /// <inheritdoc />
    public ExampleFormat Format { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The SHA-256 of the format and all bytes, computed when it is first asked for.</summary>
    public string Fingerprint => _fingerprint.Value;

    /// <inheritdoc />
    public long Count { get; }

    /// <summary>Examples of classes.</summary>
    /// <param name="input">What every input looks like.</param>
    /// <param name="inputs">classNumbers.Length × input.Bytes bytes that never change.</param>
    /// <param name="classNumbers">One class number per example, copied.</param>
    /// <param name="classNames">The class names by class number.</param>
    /// <exception cref="RunConfigurationException">A class number has no class name.</exception>
    public static ArraySource OfClasses(
        ArrayFormat input, ReadOnlyMemory<byte> inputs, ReadOnlySpan<long> classNumbers, IReadOnlyList<string> classNames) =>
        new(new ExampleFormat(input, ArrayFormat.ClassNumber), inputs, MemoryMarshal.AsBytes(classNumbers).ToArray(), classNames);

    /// <inheritdoc />
    public ReadOnlySpan<byte> Input(long index) => _inputs.Span.Slice(checked((int)(index * Format.Input.Bytes)), Format.Input.Bytes);

    /// <inheritdoc />
    public ReadOnlySpan<byte> Label(long index) => _labels.Span.Slice(checked((int)(index * Format.Label.Bytes)), Format.Label.Bytes);

    /// <inheritdoc />
    public void Read(ReadOnlySpan<long> indices, Span<byte> inputs, Span<byte> labels)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            Input(indices[i]).CopyTo(inputs[(i * Format.Input.Bytes)..]);
            Label(indices[i]).CopyTo(labels[(i * Format.Label.Bytes)..]);
        }
    }

    private void RequireClassNames()
    {
        if (ClassNames.Count == 0 || Format.Label != ArrayFormat.ClassNumber)
        {
            return;
        }

        ReadOnlySpan<long> classes = MemoryMarshal.Cast<byte, long>(_labels.Span);
        int bad = classes.IndexOfAnyExceptInRange(0, ClassNames.Count - 1);
        if (bad >= 0)
        {
            throw new RunConfigurationException(new Mistake(
                $"The label of example {bad} is not a class.",
                classes[bad].ToString(CultureInfo.InvariantCulture),
                $"0 to {ClassNames.Count - 1}",
                $"Correct the label, or name all of the classes ({ClassNames.Count} are named)."));
        }
    }

    private string ComputeFingerprint()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{Format.Input} {Format.Label} {Count}\n"));
        hash.AppendData(_inputs.Span);
        hash.AppendData(_labels.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
