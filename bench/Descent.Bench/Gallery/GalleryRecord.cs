using System.Globalization;
using System.Text;
using Descent.Doctor.Checks;

namespace Descent.Bench.Gallery;

/// <summary>The doctor's record as a text: per check and in all.</summary>
internal static class GalleryRecord
{
    /// <summary>Replaces the committed record, and returns the new one.</summary>
    public static string Replace(Func<string, string> change)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Descent.slnx")))
        {
            folder = folder.Parent;
        }

        string root = folder?.FullName ?? throw new InvalidOperationException($"'{AppContext.BaseDirectory}' is not under the repository.");
        string file = Path.Combine(root, "src", "Descent.Doctor", "Record", "record.txt");
        string record = change(File.ReadAllText(file));
        File.WriteAllText(file, record);
        Console.WriteLine($"written to {file}");
        return record;
    }

    /// <summary>The table; the same for the same results.</summary>
    public static string Write(IReadOnlyList<GalleryResult> results)
    {
        GalleryResult[] faults = [.. results.Where(result => result.Case.Check is not null)];
        StringBuilder text = new();
        Line(text, $"The doctor's record: {faults.Length} trainings with a seeded fault, each with a healthy twin, and {results.Count - faults.Length} healthy trainings besides.");
        Line(text, $"Thresholds were fitted on the even cases; the odd ones, under seeds at which nobody had looked before, are what counts. Every tenth step was measured.");
        text.Append('\n');
        Line(text, $"{"",-24}{"faults",8}{"found",8}{"recall",8}{"precision",11}{"median step",13}{"beside others",15}");
        foreach (Check check in CheckCatalog.All)
        {
            GalleryResult[] own = [.. faults.Where(fault => fault.Case.Check == check.Id)];
            long[] steps = [.. own.Select(fault => fault.Found).OfType<long>().Order()];
            int wrong = results.Count(result => result.FalseAlarms.Contains(check.Id));
            int beside = faults.Count(fault => fault.Beside.Contains(check.Id));
            Line(text, $"{check.Id,-24}{own.Length,8}{steps.Length,8}{Share(steps.Length, own.Length),8}{Share(steps.Length, steps.Length + wrong),11}{(steps.Length > 0 ? steps[steps.Length / 2] : "-"),13}{beside,15}");
        }

        text.Append('\n');
        Line(text, $"{"",-24}{"faults",8}{"recall",8}{"cause first",13}{"healthy",9}{"false alarms",14}");
        Total(text, "reported (odd)", results.Where(result => !result.Case.IsForFitting));
        Total(text, "fitted (even)", results.Where(result => result.Case.IsForFitting));
        text.Append('\n');
        Line(text, $"found: by the check that the fault was made for. precision: of the faults of its own and the healthy runs in which it warned.");
        Line(text, $"cause first: what is told first is the fault itself or what made it, such as initial weights for gradients that explode (see GalleryResult).");
        Line(text, $"beside others: runs with another fault in which it warned as well, often as a consequence.");
        Line(text, $"healthy: the twins and the healthy trainings; one with any warning is a false alarm. Checks without faults here cannot be seeded through the trainer.");
        return text.ToString();
    }

    private static void Total(StringBuilder text, string name, IEnumerable<GalleryResult> all)
    {
        GalleryResult[] results = [.. all];
        GalleryResult[] faults = [.. results.Where(result => result.Case.Check is not null)];
        int alarms = results.Count(result => result.FalseAlarms.Any());
        Line(text, $"{name,-24}{faults.Length,8}{Share(faults.Count(fault => fault.Found is not null), faults.Length),8}{Share(faults.Count(fault => fault.IsCauseFirst), faults.Length),13}{results.Length,9}{alarms + " (" + ((double)alarms / results.Length).ToString("0.0%", CultureInfo.InvariantCulture) + ")",14}");
    }

    private static string Share(int part, int whole) => whole == 0 ? "-" : ((double)part / whole).ToString("0.00", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
