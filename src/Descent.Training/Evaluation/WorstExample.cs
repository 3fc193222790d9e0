namespace Descent.Training.Evaluation;

/// <summary>An example that a network got wrong, or nearly so: among those with the largest losses.</summary>
/// <param name="Id">Its index in the source.</param>
/// <param name="Label">The class that it is.</param>
/// <param name="Predicted">The class with the largest probability.</param>
/// <param name="Probability">The probability given to its own class.</param>
/// <param name="Loss">−ln of that.</param>
public sealed record WorstExample(long Id, string Label, string Predicted, double Probability, double Loss);
