namespace Descent.Runs.Metrics;

/// <summary>One logged value.</summary>
/// <param name="Step">Optimizer updates done when it was logged.</param>
/// <param name="Epoch">The epoch it was logged in.</param>
/// <param name="Name">What was measured, for example "train/loss".</param>
/// <param name="Value">The value, NaN and the infinities included.</param>
public readonly record struct MetricValue(long Step, int Epoch, string Name, double Value);
