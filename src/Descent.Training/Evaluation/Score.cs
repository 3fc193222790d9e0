namespace Descent.Training.Evaluation;

/// <summary>Mean loss and share of right outputs over some examples.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">Right outputs over examples, 0 to 1; null where the loss has no right and wrong.</param>
/// <param name="Examples">How many examples.</param>
public sealed record Score(double Loss, double? Accuracy, long Examples);
