namespace Descent.Bench.Measuring;

/// <summary>One side of a comparison.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Measure">Runs one repetition and returns the seconds that one unit of work took.</param>
internal sealed record Side(string Name, Func<double> Measure)
{
    public Samples Samples { get; } = new();
}
