using System.Diagnostics;
using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>How long the command takes to answer, and to make its first step.</summary>
internal sealed class StartupBenchmark : IBenchmark
{
    public string Name => "startup";

    public string Question => "how soon does 'descent --help' answer, and how soon is the first step of a training made?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        int run = 0;
        Side help = new("descent --help", () => Help(null));
        Side step = new("first step of 'train lenet'", () => new ChildJob(
            Programs.Descent,
            ["train", "lenet", "--json", "--log-every", "1", "--output", folder[(run++).ToString(CultureInfo.InvariantCulture)]]).SecondsToFirst("step"));
        new Comparison(seconds => $"{seconds * 1e3:F0} ms", help, step).Run(options.Repetitions);
        Claim.AtMost("ms for --help, median", 200, help.Samples.Median * 1e3);
        Claim.AtMost("seconds from start to the first step, median", 2, step.Samples.Median);
        Claim.AtMost("libtorch's files opened by --help, as the dynamic linker tells", 0, LibtorchFilesOpened(folder));
    }

    private static double Help(string? linkerLog)
    {
        ProcessStartInfo start = new(Programs.Descent, ["--help"]) { RedirectStandardOutput = true };
        if (linkerLog is not null)
        {
            start.Environment["LD_DEBUG"] = "files";
            start.Environment["LD_DEBUG_OUTPUT"] = linkerLog;
        }

        long begin = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static int LibtorchFilesOpened(TemporaryFolder folder)
    {
        string logs = Directory.CreateDirectory(folder["linker"]).FullName;
        Help(Path.Combine(logs, "log"));
        string[] lines = [.. Directory.EnumerateFiles(logs).SelectMany(File.ReadLines)];
        if (!lines.Any(line => line.Contains("libcoreclr.so", StringComparison.Ordinal)))
        {
            throw new InvalidOperationException("The dynamic linker wrote no log, so nothing is proven.");
        }

        return lines.Count(line => line.Contains("libtorch", StringComparison.OrdinalIgnoreCase) && line.Contains("generating link map", StringComparison.Ordinal));
    }
}
