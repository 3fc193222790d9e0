using System.Globalization;
using Descent.Bench.Gallery;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>What the doctor finds, what it imagines and what it costs.</summary>
internal sealed class DoctorBenchmark : IBenchmark
{
    private const double Recall = 0.95;
    private const double FalseAlarms = 0.02;
    private const double CauseFirst = 0.9;
    private const double Overhead = 1.02;

    public string Name => "doctor";

    public string Question => "of seeded faults, how many does the doctor find, how often does it warn of nothing, and what does watching cost?";

    public void Run(BenchOptions options)
    {
        using var scratch = new TemporaryFolder();
        string folder = options.Evidence ?? scratch.Path;
        List<GalleryResult> results = [];
        foreach (GalleryCase item in Gallery.Gallery.All)
        {
            GalleryResult result = new(
                item, item.Sick is null ? [] : GalleryRun.Record(item.Sick, Path.Combine(folder, $"{item.Number}-sick")).Told(),
                GalleryRun.Record(item.Healthy, Path.Combine(folder, $"{item.Number}-healthy")).Told());
            results.Add(result);
            Print(result);
        }

        string record = GalleryRecord.Write(results) + MeasureOverhead(options.Repetitions);
        Console.WriteLine();
        Console.WriteLine(record);
        string file = Path.Combine(Repository(), "src", "Descent.Doctor", "Record", "record.txt");
        File.WriteAllText(file, record);
        Console.WriteLine($"written to {file}");
        GalleryResult[] reported = [.. results.Where(result => !result.Case.IsForFitting)];
        GalleryResult[] faults = [.. reported.Where(result => result.Case.Check is not null)];
        Claim.AtLeast("recall on the odd cases", Recall, Share(faults, fault => fault.Found is not null));
        Claim.AtLeast("right cause first on the odd cases", CauseFirst, Share(faults, fault => fault.IsCauseFirst));
        Claim.AtMost("false alarms on the odd cases' healthy runs", FalseAlarms, Share(reported, result => result.FalseAlarms.Any()));
    }

    // As a line of the record; a machine that does other things tells no overhead.
    private static string MeasureOverhead(int repetitions)
    {
        Console.WriteLine();
        var lenet = new WatchedLeNet();
        var off = new Side("LeNet", () => lenet.Run(isWatched: false));
        var on = new Side("LeNet, watched", () => lenet.Run(isWatched: true));
        var comparison = new Comparison(seconds => (seconds * 1e3).ToString("F3", CultureInfo.InvariantCulture) + " ms/step", off, on);
        comparison.Run(repetitions);
        Claim.AtMost("a step with the doctor against one without", Overhead, comparison.Ratio(on));
        return comparison.Control is >= 0.97 and <= 1.03
            ? string.Create(CultureInfo.InvariantCulture, $"overhead: a step of LeNet on one thread takes {comparison.Ratio(on):F3} times as long with the doctor (medians of {repetitions}; without it against itself {comparison.Control:F3}).\n")
            : "overhead: not known, as the machine did other things while it was measured.\n";
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Descent.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"'{AppContext.BaseDirectory}' is not under the repository.");
    }

    private static void Print(GalleryResult result)
    {
        string name = $"{result.Case.Number,3} {result.Case.Check ?? "healthy",-20} {result.Case.Name,-45}";
        string found = result.Case.Check is null ? "" : result.Found is { } step ? $"step {step}{(result.IsCauseFirst ? "" : ", NOT FIRST")}" : "NOT FOUND";
        string beside = string.Join(" ", result.Beside);
        string alarms = string.Join(" ", result.FalseAlarms);
        Console.WriteLine($"{name} {found}{(beside.Length > 0 ? $" beside {beside}" : "")}{(alarms.Length > 0 ? $"  FALSE ALARM {alarms}" : "")}");
    }

    private static double Share(GalleryResult[] results, Func<GalleryResult, bool> holds) => results.Count(holds) / (double)results.Length;
}
