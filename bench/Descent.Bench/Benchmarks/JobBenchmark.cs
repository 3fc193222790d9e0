using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>The whole job, each side in a fresh process for every repetition, with its best numbers of threads and workers.</summary>
internal sealed class JobBenchmark : IBenchmark
{
    private const int BatchSize = 64;
    private const string Epochs = "1000"; // ended by this program long before
    private const double SweepSeconds = 2;
    private const string Python = "/usr/bin/python3";
    private const string TorchFolder = "/usr/lib/python3/dist-packages/torch";
    private const string VisionFolder = "/usr/lib/python3/dist-packages/torchvision";

    private static readonly string[] OpenBlasVariables = ["OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"];
    private int _runs;

    public string Name => "job";

    public string Question => "how many examples per second does training LeNet on Fashion-MNIST make, against TorchSharp and PyTorch as they are used?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        new Fashion().WriteRaw(folder.Path);
        int[] counts = [.. Enumerable.Range(1, Environment.ProcessorCount)];

        Side ours = Best("Descent", counts, [1], options.Seconds, (threads, workers) => new ChildJob(Programs.Descent,
        [
            "train", "lenet", "--json", "--validation", "0", "--optimizer", "adam", "--learning-rate", "0.001", "--epochs", Epochs,
            "--threads", threads, "--workers", workers, "--output", folder[$"run-{++_runs}"],
        ]));
        Side torchSharp = Best("TorchSharp", counts, counts, options.Seconds, (threads, workers) =>
            new ChildJob(Programs.TorchSharpPeer, [folder.Path, threads, workers, Epochs]));
        Side? pyTorch = HasPyTorch() ? Best("PyTorch", counts, [0, .. counts], options.Seconds, (threads, workers) =>
            new ChildJob(
                Python, [Programs.PythonScript, folder.Path, "--threads", threads, "--workers", workers, "--epochs", Epochs], OpenBlasVariables)) : null;

        Comparison comparison = new(Rate, ours, pyTorch is null ? [torchSharp] : [torchSharp, pyTorch]);
        comparison.Run(options.Repetitions);
        Claim.AtLeast("times TorchSharp's examples/s, median", 2, comparison.Ratio(torchSharp));
        if (pyTorch is not null)
        {
            Claim.AtLeast("times PyTorch's examples/s, median", 4, comparison.Ratio(pyTorch));
        }
    }

    private static string Rate(double secondsPerStep) => $"{BatchSize / secondsPerStep:N0}/s";

    private static bool HasPyTorch()
    {
        bool isThere = File.Exists(Python) && Directory.Exists(TorchFolder) && Directory.Exists(VisionFolder);
        if (!isThere)
        {
            Console.WriteLine("PyTorch is left out; to compare with it: apt-get install python3-torch python3-torchvision libopenblas0-pthread");
        }

        return isThere;
    }

    // Tries every number of threads and workers for a short while, prints what each made and takes the fastest.
    private static Side Best(string name, int[] threadCounts, int[] workerCounts, double seconds, Func<string, string, ChildJob> make)
    {
        Side? best = null;
        double least = double.PositiveInfinity;
        foreach ((int threads, int workers) in threadCounts.SelectMany(_ => workerCounts, (threads, workers) => (threads, workers)))
        {
            ChildJob Job() => make(threads.ToString(CultureInfo.InvariantCulture), workers.ToString(CultureInfo.InvariantCulture));
            double taken = Job().SecondsPerStep(Math.Min(SweepSeconds, seconds));
            string label = $"{name}, {threads} threads, {workers} workers";
            Console.WriteLine($"sweep: {label} {Rate(taken)}");
            if (taken < least)
            {
                (best, least) = (new Side(label, () => Job().SecondsPerStep(seconds)), taken);
            }
        }

        return best!;
    }
}
