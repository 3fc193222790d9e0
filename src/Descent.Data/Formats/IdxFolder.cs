using System.Globalization;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>A folder with the four files of MNIST: train and t10k (optional), images-idx3-ubyte and labels-idx1-ubyte, each gzipped or not.</summary>
public static class IdxFolder
{
    /// <summary>The standard names: training images and labels, test images and labels.</summary>
    internal static IReadOnlyList<string> FileNames { get; } =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>Reads the folder into memory; classes are named by their numbers.</summary>
    /// <exception cref="RunConfigurationException">A file is missing or wrong.</exception>
    public static Dataset Load(string folder)
    {
        string?[] paths = [.. FileNames.Select(name => Find(folder, name))];
        bool hasTest = paths[2] is not null || paths[3] is not null;
        string[] missing = [.. FileNames.Take(hasTest ? 4 : 2).Where((_, i) => paths[i] is null)];
        if (missing.Length > 0)
        {
            throw FileMistake.Of(
                $"The folder '{folder}' lacks files of an IDX data set.", Directory.Exists(folder) ? "no " + string.Join(", no ", missing) : "no such folder",
                $"{string.Join(", ", FileNames)} (each may end in .gz; the two of t10k may be left out together)", "Add the missing files, or check the path.");
        }

        IdxFile[] files = [.. paths.OfType<string>().Select(IdxFile.Read)];
        return Join($"idx:{folder}", files, classNames: null);
    }

    /// <summary>The data set that two files (training only) or four make together.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="files">In the order of <see cref="FileNames"/>.</param>
    /// <param name="classNames">The class names; null names each class by its number, up to the largest training label.</param>
    internal static Dataset Join(string name, IReadOnlyList<IdxFile> files, IReadOnlyList<string>? classNames)
    {
        foreach (IdxFile labels in files.Where((_, i) => i % 2 == 1))
        {
            RequireDimensions(labels, 1, 1, "[count]");
        }

        classNames ??= [.. Enumerable.Range(0, Largest(files[1]) + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        ArraySource train = Pair(files[0], files[1], classNames);
        ArraySource? test = files.Count == 4 ? Pair(files[2], files[3], classNames) : null;
        return test is null || test.Format.Input == train.Format.Input ? new Dataset(name, train, test) : throw FileMistake.Of(
            $"The test images of '{files[2].Path}' don't have the shape of the training images.", test.Format.Input.ToString(),
            train.Format.Input.ToString(), "Put files of one data set into the folder.");
    }

    private static ArraySource Pair(IdxFile images, IdxFile labels, IReadOnlyList<string> classNames)
    {
        RequireDimensions(images, 3, 4, "[count, height, width] or [count, channels, height, width]");
        if (images.Shape[0] != labels.Shape[0])
        {
            throw FileMistake.Of(
                $"'{images.Path}' and '{labels.Path}' don't belong together.", $"{images.Shape[0]} images and {labels.Shape[0]} labels",
                "as many labels as images", "Put files of one data set into the folder.");
        }

        int bad = labels.Values.Span.IndexOfAnyExceptInRange((byte)0, (byte)Math.Min(byte.MaxValue, classNames.Count - 1));
        if (bad >= 0)
        {
            throw FileMistake.Of(
                $"A label of '{labels.Path}' is out of range.", $"{labels.Values.Span[bad]} for example {bad}",
                $"0 to {classNames.Count - 1}", "Correct the label, or take the original file.");
        }

        long[] shape = images.Shape.Count == 3 ? [1, images.Shape[1], images.Shape[2]] : [images.Shape[1], images.Shape[2], images.Shape[3]];
        long[] classNumbers = new long[labels.Shape[0]];
        for (int i = 0; i < classNumbers.Length; i++)
        {
            classNumbers[i] = labels.Values.Span[i];
        }

        return ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, shape), images.Values, classNumbers, classNames);
    }

    private static void RequireDimensions(IdxFile file, int low, int high, string allowed)
    {
        if (file.Shape.Count < low || file.Shape.Count > high)
        {
            throw FileMistake.Of(
                $"'{file.Path}' has an array of the wrong shape.", $"[{string.Join(", ", file.Shape)}]", allowed,
                "Check that images and labels were not swapped.");
        }
    }

    private static int Largest(IdxFile labels)
    {
        int largest = 0;
        foreach (byte label in labels.Values.Span)
        {
            largest = Math.Max(largest, label);
        }

        return largest;
    }

    private static string? Find(string folder, string name) =>
        Array.Find([Path.Combine(folder, name), Path.Combine(folder, name + ".gz")], File.Exists);
}
