using System.Runtime.InteropServices;
using Descent.Data.Normalization;
using Descent.Data.Sources;
using Descent.Data.Transforms;
using Descent.Torch.Randomness;

namespace Descent.Data.Loading;

/// <summary>Writes examples into batches: transformed, normalized, or tokens as they are; labels as numbers. Has its own scratch memory, so one per thread.</summary>
internal sealed class ExampleWriter
{
    private readonly IExampleSource _source;
    private readonly ExampleFormat _format;
    private readonly Normalizer? _normalizer;
    private readonly ImageTransform[] _transforms;
    private readonly OneHotTransform? _oneHot;
    private readonly ulong _seed;
    private readonly int _classes;
    private readonly float[] _image;
    private readonly float[] _scratch;

    public ExampleWriter(IExampleSource source, Normalizer? normalizer, IReadOnlyList<Transform> transforms, ulong seed)
    {
        _source = source;
        _format = source.Format;
        _normalizer = normalizer;
        _transforms = [.. transforms.OfType<ImageTransform>()];
        _oneHot = transforms.OfType<OneHotTransform>().SingleOrDefault();
        _seed = seed;
        _classes = _format.Label == ArrayFormat.ClassNumber ? source.ClassNames.Count : 0;
        int scratch = _transforms.Length == 0 ? 0 : _format.Input.Elements;
        _image = new float[scratch];
        _scratch = new float[scratch];
    }

    /// <summary>Writes one example into a row.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="row">Which row of the rank's block.</param>
    /// <param name="id">The example's id.</param>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="input">As the source has it.</param>
    /// <param name="label">As the source has it.</param>
    /// <exception cref="ExampleException">Its label is no class, or a transform failed.</exception>
    public void Write(BatchBuffer batch, int row, long id, int epoch, ReadOnlySpan<byte> input, ReadOnlySpan<byte> label)
    {
        try
        {
            if (_normalizer is null)
            {
                input.CopyTo(batch.Tokens(row));
            }
            else
            {
                WriteInput(_normalizer, batch.Input(row), id, epoch, input);
            }

            WriteLabel(batch.Label(row), label);
        }
        catch (Exception cause)
        {
            throw ExampleException.In(_source, id, cause);
        }
    }

    private void WriteInput(Normalizer normalizer, Span<float> output, long id, int epoch, ReadOnlySpan<byte> input)
    {
        bool bytes = _format.Input.Type == ElementType.UInt8;
        if (_transforms.Length == 0 && bytes)
        {
            normalizer.Apply(input, output);
            return;
        }

        if (_transforms.Length == 0)
        {
            normalizer.Apply(MemoryMarshal.Cast<byte, float>(input), output);
            return;
        }

        if (bytes)
        {
            Widen(input, _image);
        }
        else
        {
            MemoryMarshal.Cast<byte, float>(input).CopyTo(_image);
        }

        for (int place = 0; place < _transforms.Length; place++)
        {
            var random = new KeyedRandom(_seed, (ulong)epoch, (ulong)id, (ulong)place);
            _transforms[place].Apply(_image, _format.Input, _scratch, ref random);
        }

        normalizer.Apply(_image, output);
    }

    private void WriteLabel(Span<byte> output, ReadOnlySpan<byte> label)
    {
        if (_format.Label.Type == ElementType.UInt8)
        {
            Widen(label, MemoryMarshal.Cast<byte, float>(output));
            return;
        }

        if (_classes > 0 && (ulong)MemoryMarshal.Read<long>(label) >= (ulong)_classes)
        {
            throw new InvalidDataException($"Its label {MemoryMarshal.Read<long>(label)} is not one of the classes 0 to {_classes - 1}.");
        }

        if (_oneHot is null)
        {
            label.CopyTo(output);
        }
        else
        {
            _oneHot.Apply(MemoryMarshal.Read<long>(label), MemoryMarshal.Cast<byte, float>(output));
        }
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<float> floats)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            floats[i] = bytes[i];
        }
    }
}
