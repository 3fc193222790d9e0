using System.Globalization;
using Descent.Bench.Gallery;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>What the doctor costs.</summary>
internal sealed class WatchingBenchmark : IBenchmark
{
    private const double Overhead = 1.02;

    public string Name => "watching";

    public string Question => "how much longer does a step take with the doctor?";

    /// <summary>Measures it and says it as a line of the record.</summary>
    public static string Measure(int repetitions)
    {
        var lenet = new WatchedLeNet();
        var off = new Side("LeNet", () => lenet.Run(isWatched: false));
        var on = new Side("LeNet, watched", () => lenet.Run(isWatched: true));
        var comparison = new Comparison(seconds => (seconds * 1e3).ToString("F3", CultureInfo.InvariantCulture) + " ms/step", off, on);
        comparison.Run(repetitions);
        Claim.AtMost("a step with the doctor against one without", Overhead, comparison.Ratio(on));
        Claim.AtMost("share of the time by the doctor's own clock", Overhead - 1, lenet.OwnShare);
        string compared = comparison.Control is >= 0.97 and <= 1.03
            ? string.Create(CultureInfo.InvariantCulture, $"beside a training without it a step takes {comparison.Ratio(on):F3} times as long (median of {repetitions} turns; without it against itself {comparison.Control:F3})")
            : string.Create(CultureInfo.InvariantCulture, $"what a training without it takes could not be told, as it was {comparison.Control:F3} times itself");
        return string.Create(CultureInfo.InvariantCulture, $"overhead: {100 * lenet.OwnShare:F1} % of the time of LeNet's steps on one thread by the doctor's own clock; {compared}.\n");
    }

    public void Run(BenchOptions options)
    {
        string line = Measure(options.Repetitions);
        _ = GalleryRecord.Replace(record => record[..record.IndexOf("overhead: ", StringComparison.Ordinal)] + line);
    }
}
