namespace Descent.Runs.Findings;

/// <summary>A number that a finding rests on.</summary>
/// <param name="Name">What was measured, for example "gradient of conv1.weight over that of linear3.weight".</param>
/// <param name="Value">What was seen.</param>
/// <param name="Limit">The threshold that it passed; null for a number that only explains.</param>
public sealed record Evidence(string Name, double Value, double? Limit = null);
