using System.Globalization;
using System.Runtime.InteropServices;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>
/// Rows of numbers with a class each: one CSV file (training only), or a folder with train.csv and test.csv. The column "label" or
/// "class", else the last one, is the label; every other column is a float.
/// </summary>
public static class CsvTable
{
    private const int MaxClasses = 10_000;

    /// <summary>Reads the file or folder into memory.</summary>
    /// <exception cref="RunConfigurationException">A file is missing or wrong; the message has the line.</exception>
    public static Dataset Load(string path)
    {
        bool isFolder = Directory.Exists(path);
        CsvFile train = CsvFile.Read(isFolder ? Path.Combine(path, "train.csv") : path);
        string testPath = Path.Combine(path, "test.csv");
        CsvFile? test = isFolder && File.Exists(testPath) ? CsvFile.Read(testPath) : null;
        if (test is not null && !test.Columns.SequenceEqual(train.Columns))
        {
            throw CsvFile.Wrong(
                test.Path, 1, "does not name the columns of the training file", string.Join(",", test.Columns), string.Join(",", train.Columns),
                "Give both files the same columns in the same order.");
        }

        string[] classNames = ClassNames(train);
        return new Dataset($"csv:{path}", Source(train, classNames), test is null ? null : Source(test, classNames));
    }

    // Numbers in their own order, so that labels 0 to 9 are classes 0 to 9; names in ordinal order.
    private static string[] ClassNames(CsvFile file)
    {
        string[] names = [.. file.Labels.Distinct()];
        if (names.Length > MaxClasses)
        {
            throw FileMistake.Of(
                $"The labels of '{file.Path}' are not classes.", $"{names.Length} different labels", $"at most {MaxClasses}",
                "Put the class into a column named 'label'.");
        }

        bool isNumbers = Array.TrueForAll(names, name => double.TryParse(name, CultureInfo.InvariantCulture, out _));
        return isNumbers
            ? [.. names.OrderBy(name => double.Parse(name, CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)]
            : [.. names.Order(StringComparer.Ordinal)];
    }

    private static ArraySource Source(CsvFile file, string[] classNames)
    {
        Dictionary<string, long> numbers = classNames.Select((name, number) => (name, number)).ToDictionary(pair => pair.name, pair => (long)pair.number);
        long[] classNumbers = new long[file.Labels.Count];
        for (int i = 0; i < classNumbers.Length; i++)
        {
            if (!numbers.TryGetValue(file.Labels[i], out classNumbers[i]))
            {
                throw CsvFile.Wrong(
                    file.Path, file.Lines[i], "has a label that the training examples lack", $"'{file.Labels[i]}'",
                    classNames.Length <= 20 ? string.Join(", ", classNames) : $"the {classNames.Length} labels of the training file",
                    $"Correct it. {NearestName.Suggest(file.Labels[i], classNames)}".TrimEnd());
            }
        }

        return ArraySource.OfClasses(
            new ArrayFormat(ElementType.Float32, file.Columns.Count), MemoryMarshal.AsBytes(file.Features.AsSpan()).ToArray(), classNumbers, classNames);
    }
}
