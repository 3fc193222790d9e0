namespace Descent.Doctor.Advisers;

/// <summary>What a batch size costs, measured over the steps of a fork.</summary>
/// <param name="BatchSize">Examples in a step.</param>
/// <param name="ExamplesPerSecond">Of the median step, the wait for data included.</param>
/// <param name="PeakBytes">The most memory that the process had had at its end.</param>
public sealed record BatchSizeTrial(int BatchSize, double ExamplesPerSecond, long PeakBytes);
