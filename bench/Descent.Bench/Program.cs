using System.Globalization;
using Descent.Bench.Benchmarks;
using Descent.Bench.Measuring;
using Descent.Bench.Workloads;
using Descent.Distributed.Launching;

if (args is [StepServer.Command, string network, string policy])
{
    StepServer.Serve(network, policy);
    return 0;
}

if (args is [OptimizerBenchmark.Command, string optimizer, string repetitions])
{
    OptimizerBenchmark.RunOne(optimizer, int.Parse(repetitions, CultureInfo.InvariantCulture));
    return 0;
}

IBenchmark[] all =
[
    new LoaderBenchmark(), new WaitBenchmark(), new JobBenchmark(), new AccuracyBenchmark(), new StartupBenchmark(), new CheckpointBenchmark(),
    new StreamBenchmark(), new StepBenchmark(), new OptimizerBenchmark(), new PrecisionBenchmark(), new ResNetBenchmark(), new GptBenchmark(), new TableBenchmark(),
    new RanksBenchmark(), new MemoryBenchmark(), new CommunicationBenchmark(), new ScalingBenchmark(), new PipelineBenchmark(), new DoctorBenchmark(), new WatchingBenchmark(),
];
IBenchmark[] chosen = args is [] ? [] : args[0] == "all" ? all : [.. all.Where(benchmark => benchmark.Name == args[0])];
if (chosen is [])
{
    Console.Error.WriteLine($"Give one of: {string.Join(", ", all.Select(benchmark => benchmark.Name))}, all.");
    return 2;
}

BenchOptions options;
try
{
    options = BenchOptions.Parse(args.AsSpan(1));
}
catch (FormatException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

foreach (IBenchmark benchmark in chosen)
{
    // A rank of a benchmark is this program too, and only does its part.
    if (RankPlace.Find(Environment.GetEnvironmentVariable) is null)
    {
        Console.WriteLine($"── {benchmark.Name}: {benchmark.Question}");
        Console.WriteLine(Machine.Describe());
    }

    benchmark.Run(options);
    Console.WriteLine();
}

return 0;
