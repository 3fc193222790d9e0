namespace Descent.Training.Evaluation;

/// <summary>A mistake that a network makes: examples of one class taken for another.</summary>
/// <param name="Label">The class that they are.</param>
/// <param name="Predicted">The class that they were taken for.</param>
/// <param name="Count">How many.</param>
public sealed record ConfusedPair(string Label, string Predicted, long Count);
