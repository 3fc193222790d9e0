namespace Descent.Training.Splitting;

/// <summary>How long the stages of a pipeline waited for one another.</summary>
/// <param name="Measured">The share of their time, all stages together, from a step's first forward pass to its last backward pass.</param>
/// <param name="Expected">What (p − 1) / (m + p − 1) gives for p stages and m micro-batches that all take the same time.</param>
public sealed record PipelineIdle(double Measured, double Expected);
