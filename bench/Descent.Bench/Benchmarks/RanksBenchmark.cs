using System.Globalization;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;

namespace Descent.Bench.Benchmarks;

/// <summary>LeNet on two processes against one, with the same batch in all, each side in fresh processes for every repetition.</summary>
internal sealed class RanksBenchmark : IBenchmark
{
    private static readonly int[] BatchSizes = [64, 256];
    private int _runs;

    public string Name => "ranks";

    public string Question => "how many examples per second does training LeNet make on two processes of one thread, against one process?";

    public void Run(BenchOptions options)
    {
        using TemporaryFolder folder = new();
        CompareMemory(folder);
        foreach (int batchSize in options.BatchSize is { } asked ? [asked] : BatchSizes)
        {
            ChildJob Job(int batch, string[] launch, params string[] words) => new(Programs.Descent,
            [
                .. launch, "train", "lenet", "--json", "--validation", "0", "--batch-size", batch.ToString(CultureInfo.InvariantCulture), "--epochs", "1000",
                "--output", folder[$"run-{Interlocked.Increment(ref _runs)}"], .. words,
            ]);
            Side Whole(string name, string[] launch, params string[] words) => new(name, () => Job(batchSize, launch, words).SecondsPerStep(options.Seconds));
            string[] launch = ["launch", "-n", "2", "--threads", "1", "--"];
            string half = (batchSize / 2).ToString(CultureInfo.InvariantCulture);
            Side one = Whole("1 process, 1 thread", [], "--threads", "1");
            Side threads = Whole("1 process, 2 threads", [], "--threads", "2");
            Side two = Whole("2 processes", launch);
            Side exact = Whole($"2 processes, --exact, chunks of {half}", launch, "--exact", "--chunk-size", half);

            // What two processes give here at most: neither ever waits for the other.
            Side apart = new($"2 trainings apart, batch {half}", () =>
            {
                Task<double>[] both = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Job(batchSize / 2, [], "--threads", "1").SecondsPerStep(options.Seconds)))];
                Task.WaitAll(both);
                return 2 / both.Sum(seconds => 1 / seconds.Result);
            });
            Comparison comparison = new(seconds => $"{batchSize / seconds:N0}/s", one, threads, two, exact, apart);
            Console.WriteLine($"batch {batchSize}:");
            comparison.Run(options.Repetitions);
            Claim.AtLeast("times the examples/s of 1 process with 1 thread, median", 1.7, 1 / comparison.Ratio(two));
            Claim.AtLeast("times the examples/s of 1 process with 2 threads, median", 1.15, comparison.Ratio(threads) / comparison.Ratio(two));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"two trainings apart make {1 / comparison.Ratio(apart):F2} times the examples/s of 1 process with 1 thread; two ranks {comparison.Ratio(apart) / comparison.Ratio(two):F2} times as many as they"));
            Claim.AtMost("times as long as the plain step, exact, median", 1.1, comparison.Ratio(exact) / comparison.Ratio(two));
        }
    }

    // Bytes of Adam's state that a rank keeps, as it says itself; all ranks keep as many.
    private void CompareMemory(TemporaryFolder folder)
    {
        long Bytes(params string[] words) => new ChildJob(Programs.Descent,
        [
            "launch", "-n", "2", "--threads", "1", "--", "train", "lenet", "--json", "--data", "glyphs", "--epochs", "1", "--output", folder[$"run-{++_runs}"], .. words,
        ]).First("start").GetProperty("optimizerBytes").GetInt64();
        (long whole, long cut) = (Bytes(), Bytes("--shard-optimizer"));
        Console.WriteLine($"optimizer state of each of 2 ranks: {whole:N0} bytes, {cut:N0} with --shard-optimizer");
        Claim.AtMost("times the optimizer memory, --shard-optimizer at 2 ranks", 0.55, (double)cut / whole);
    }
}
