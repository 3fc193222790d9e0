using System.Globalization;
using System.Text;
using Descent.Data.Sources;
using Descent.Runs;

namespace Descent.Data.Formats;

/// <summary>
/// A folder with the binary version of CIFAR-10 (Krizhevsky 2009): data_batch_*.bin and test_batch.bin (optional) with records of one
/// label byte and 3,072 bytes of image, [3, 32, 32]; batches.meta.txt (optional) with one class name a line.
/// </summary>
public static class Cifar10Folder
{
    internal const string NamesFile = "batches.meta.txt";
    internal const string TestFile = "test_batch.bin";
    internal const int RecordBytes = 1 + (3 * 32 * 32);

    private const int MaxClasses = 256;

    /// <summary>The class names in the data set's own order.</summary>
    public static IReadOnlyList<string> StandardClassNames { get; } =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    /// <summary>Reads the folder into memory.</summary>
    /// <exception cref="RunConfigurationException">Files are missing or wrong.</exception>
    public static Dataset Load(string folder)
    {
        try
        {
            string[] train = Directory.Exists(folder) ? Directory.GetFiles(folder, "data_batch_*.bin") : [];
            if (train.Length == 0)
            {
                throw FileMistake.Of(
                    $"The folder '{folder}' has no CIFAR-10 batches.", Directory.Exists(folder) ? "no data_batch_*.bin" : "no such folder",
                    "data_batch_1.bin and on, test_batch.bin", "Unpack the binary version of CIFAR-10 and give its folder.");
            }

            Array.Sort(train, StringComparer.Ordinal);
            string test = Path.Combine(folder, TestFile);
            string names = Path.Combine(folder, NamesFile);
            return Join(
                $"cifar10:{folder}",
                [.. train.Select(Read)],
                File.Exists(test) ? Read(test) : null,
                File.Exists(names) ? ReadNames(names, File.ReadAllBytes(names)) : StandardClassNames);
        }
        catch (Exception e) when (FileMistake.IsFileSystem(e))
        {
            throw FileMistake.Unreadable(folder, e);
        }
    }

    /// <summary>The data set of batches that were read.</summary>
    internal static Dataset Join(
        string name, IReadOnlyList<(string Path, byte[] Content)> train, (string Path, byte[] Content)? test, IReadOnlyList<string> classNames) =>
        new(name, Source(train, classNames), test is { } batch ? Source([batch], classNames) : null);

    /// <summary>The class names in the content of <see cref="NamesFile"/>.</summary>
    internal static IReadOnlyList<string> ReadNames(string path, byte[] content)
    {
        string[] names = Encoding.UTF8.GetString(content).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return names.Length is >= 1 and <= MaxClasses ? names : throw FileMistake.Of(
            $"'{path}' does not name the classes.", $"{names.Length} names", $"1 to {MaxClasses} names, one a line", "Take the original file, or remove it.");
    }

    private static (string Path, byte[] Content) Read(string path)
    {
        long length = new FileInfo(path).Length;
        RequireRecords(path, length);
        return (path, File.ReadAllBytes(path));
    }

    private static ArraySource Source(IReadOnlyList<(string Path, byte[] Content)> batches, IReadOnlyList<string> classNames)
    {
        long total = 0;
        foreach ((string path, byte[] content) in batches)
        {
            RequireRecords(path, content.Length);
            total += content.Length / RecordBytes;
        }

        byte[] images = new byte[checked((int)(total * (RecordBytes - 1)))];
        long[] classNumbers = new long[total];
        int next = 0;
        foreach ((string path, byte[] content) in batches)
        {
            for (int i = 0; i < content.Length; i += RecordBytes, next++)
            {
                classNumbers[next] = content[i] < classNames.Count ? content[i] : throw FileMistake.Of(
                    $"A label of '{path}' is out of range.", $"{content[i]} for record {i / RecordBytes}",
                    $"0 to {classNames.Count - 1}", "Take the original file, or name all of the classes in batches.meta.txt.");
                content.AsSpan(i + 1, RecordBytes - 1).CopyTo(images.AsSpan(next * (RecordBytes - 1)));
            }
        }

        return ArraySource.OfClasses(new ArrayFormat(ElementType.UInt8, 3, 32, 32), images, classNumbers, classNames);
    }

    private static void RequireRecords(string path, long length)
    {
        const int Most = 250_000 * RecordBytes;
        if (length == 0 || length % RecordBytes != 0 || length > Most)
        {
            throw FileMistake.Of(
                $"'{path}' is not a whole number of CIFAR-10 records.", length.ToString("N0", CultureInfo.InvariantCulture) + " bytes",
                $"a multiple of {RecordBytes} bytes, at most {Most.ToString("N0", CultureInfo.InvariantCulture)}",
                "Take the binary version of CIFAR-10; if this is it, download it again.");
        }
    }
}
