using System.Globalization;
using Descent.Data.Formats;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Cli.Commands;

/// <summary>One image to be recognized.</summary>
/// <param name="Name">Its file, and its place there where a file holds many.</param>
/// <param name="Bytes">As the model takes it.</param>
internal sealed record ImageInput(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Every image of every file.</summary>
    /// <exception cref="RunConfigurationException">What is wrong with any of the files, all of it.</exception>
    public static IReadOnlyList<ImageInput> Read(IEnumerable<string> files, ArrayFormat format)
    {
        if (format is not { Type: ElementType.UInt8, Shape: [1 or 3, _, _] })
        {
            throw new RunConfigurationException(new Mistake(
                "This model takes no images.", $"a model of inputs {format}", "a model trained on images", format.IsTokens ? "Give it a text: descent generate RUN --prompt TEXT" : "Use it from a program, with TrainedModel."));
        }

        List<ImageInput> images = [];
        List<Mistake> mistakes = [];
        foreach (string file in files)
        {
            try
            {
                images.AddRange(IsIdx(file) ? Idx(file, format) : [new ImageInput(file, ImageFile.Read(file, format))]);
            }
            catch (RunConfigurationException e)
            {
                mistakes.AddRange(e.Mistakes);
            }
        }

        return mistakes.Count == 0 ? images : throw new RunConfigurationException(mistakes);
    }

    // The first bytes tell, not the name: an IDX file begins with two zeros, a gzipped one as gzip does.
    private static bool IsIdx(string file)
    {
        Span<byte> start = stackalloc byte[2];
        using FileStream stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0, 0] or [0x1F, 0x8B];
    }

    private static IEnumerable<ImageInput> Idx(string file, ArrayFormat format)
    {
        IdxFile idx = IdxFile.Read(file);
        long[] shape = [.. idx.Shape.Skip(1)];
        long[] wanted = shape.Length == 2 && format.Shape[0] == 1 ? format.Shape[1..] : format.Shape;
        return shape.AsSpan().SequenceEqual(wanted)
            ? Enumerable.Range(0, idx.Shape[0]).Select(i => new ImageInput(
                string.Create(CultureInfo.InvariantCulture, $"{file}[{i}]"), idx.Values.Slice(i * format.Bytes, format.Bytes)))
            : throw new RunConfigurationException(new Mistake(
                $"The images of '{file}' have another shape than the model's.", $"[{string.Join(", ", shape)}]", $"[{string.Join(", ", wanted)}]",
                "Scale them, or use the model that was trained on such images."));
    }
}
