using System.Globalization;
using Descent.Data.Sequences;
using Descent.Runs;

namespace Descent.Data.Datasets;

/// <summary>"copy", "reverse", "sort" and "add": questions with one right answer, made when they are read.</summary>
public static class SequenceDataset
{
    private const ulong Seed = 1;
    private const long DefaultCount = 20_000;
    private const long MaxCount = 1L << 40;
    private const int TestShare = 20;

    internal static IReadOnlyList<DatasetDescription> Descriptions { get; } =
    [
        Describe("copy", "Digits to say again: 314 → 314"),
        Describe("reverse", "Digits to turn around: 314 → 413"),
        Describe("sort", "Digits to put in order: 314 → 134"),
        Describe("add", "Numbers to add: 31+4 → 35"),
    ];

    /// <summary>The task of a data set's name, for example "copy:50000:12"; null when it is none.</summary>
    public static SequenceTask? TaskOf(string data)
    {
        string[] parts = data.Split(':');
        return SequenceTask.Names.Contains(parts[0]) ? Parse(data).Task : null;
    }

    /// <summary>NAME, NAME:COUNT or NAME:COUNT:LENGTH: so many training examples, a twentieth as many for the test, of digits up to a length.</summary>
    internal static Dataset Load(string data)
    {
        (SequenceTask task, long count) = Parse(data);
        return new Dataset(
            data, new SequenceSource(task, Seed, count, isTest: false), new SequenceSource(task, Seed, Math.Max(1, count / TestShare), isTest: true));
    }

    private static (SequenceTask Task, long Count) Parse(string data)
    {
        string[] parts = data.Split(':');
        long count = parts.Length > 1 ? Number(data, parts[1], "number of examples", 10, MaxCount, $"Write {parts[0]}:50000, for example.") : DefaultCount;
        (int shortest, int longest) = SequenceTask.Lengths(parts[0]);
        long? length = parts.Length > 2 ? Number(data, parts[2], "length", shortest, longest, $"Write {parts[0]}:50000:{shortest + 1}, for example.") : null;
        return parts.Length <= 3 ? (SequenceTask.Of(parts[0], (int?)length), count) : throw new RunConfigurationException(new Mistake(
            $"The data '{data}' has too many parts.", data, $"{parts[0]}, {parts[0]}:COUNT or {parts[0]}:COUNT:LENGTH", "Leave the rest out."));
    }

    private static long Number(string data, string text, string what, long low, long high, string fix) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= low && number <= high ? number
            : throw new RunConfigurationException(new Mistake(
                $"The {what} of '{data}' is out of range.", text, string.Create(CultureInfo.InvariantCulture, $"{low} to {high}"), fix));

    private static DatasetDescription Describe(string name, string summary) => new()
    {
        Name = name,
        Summary = $"{summary}; {name}:COUNT:LENGTH has COUNT training examples of up to LENGTH digits",
        TrainExamples = DefaultCount,
        TestExamples = DefaultCount / TestShare,
        Shape = SequenceTask.Of(name).Format.Input.Shape,
        ClassNames = SequenceTask.Tokens,
        License = "no rights: they are made by this program",
        DownloadBytes = 0,
        Location = "built in",
    };
}
