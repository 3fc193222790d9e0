using Descent.Bench.Measuring;

namespace Descent.Bench.Benchmarks;

/// <summary>One question about speed, answered by one command.</summary>
internal interface IBenchmark
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>The question.</summary>
    string Question { get; }

    /// <summary>Measures and prints.</summary>
    void Run(BenchOptions options);
}
