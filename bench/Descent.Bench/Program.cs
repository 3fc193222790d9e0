using Descent.Bench.Benchmarks;
using Descent.Bench.Measuring;

IBenchmark[] all =
[
    new LoaderBenchmark(), new WaitBenchmark(), new JobBenchmark(), new AccuracyBenchmark(), new StartupBenchmark(), new CheckpointBenchmark(),
    new StreamBenchmark(), new StepBenchmark(), new OptimizerBenchmark(), new PrecisionBenchmark(), new ResNetBenchmark(), new GptBenchmark(), new TableBenchmark(),
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
    Console.WriteLine($"── {benchmark.Name}: {benchmark.Question}");
    Console.WriteLine(Machine.Describe());
    benchmark.Run(options);
    Console.WriteLine();
}

return 0;
