using Descent.Bench.Gallery;
using Descent.Bench.Measuring;

namespace Descent.Bench.Benchmarks;

/// <summary>What the doctor finds, what it imagines and what it costs.</summary>
internal sealed class DoctorBenchmark : IBenchmark
{
    private const double Recall = 0.95;
    private const double FalseAlarms = 0.02;
    private const double CauseFirst = 0.9;

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

        Console.WriteLine();
        Console.WriteLine(GalleryRecord.Replace(_ => GalleryRecord.Write(results) + WatchingBenchmark.Measure(options.Repetitions)));
        GalleryResult[] reported = [.. results.Where(result => !result.Case.IsForFitting)];
        GalleryResult[] faults = [.. reported.Where(result => result.Case.Check is not null)];
        Claim.AtLeast("recall on the odd cases", Recall, Share(faults, fault => fault.Found is not null));
        Claim.AtLeast("right cause first on the odd cases", CauseFirst, Share(faults, fault => fault.IsCauseFirst));
        Claim.AtMost("false alarms on the odd cases' healthy runs", FalseAlarms, Share(reported, result => result.FalseAlarms.Any()));
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
