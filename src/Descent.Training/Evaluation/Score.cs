namespace Descent.Training.Evaluation;

/// <summary>Mean loss and share of right outputs over some examples.</summary>
/// <param name="Loss">The mean loss.</param>
/// <param name="Accuracy">The share of outputs that are right, 0 to 1: of examples, or of the positions of sequences; null where the loss has no right and wrong.</param>
/// <param name="Examples">How many examples.</param>
/// <param name="Counted">How many outputs the accuracy is of: examples, or positions of sequences; null as the accuracy is.</param>
public sealed record Score(double Loss, double? Accuracy, long Examples, long? Counted = null)
{
    /// <summary>The share of examples whose answer is right as a whole, 0 to 1; null where labels are no answers, and in training.</summary>
    public double? ExactMatch { get; init; }

    /// <summary>Its numbers by the names under which they are logged, for example "validation/loss".</summary>
    internal IEnumerable<(string Name, double Value)> Metrics(string part)
    {
        yield return ($"{part}/loss", Loss);
        if (Accuracy is { } accuracy)
        {
            yield return ($"{part}/accuracy", accuracy);
        }

        if (ExactMatch is { } exact)
        {
            yield return ($"{part}/exact-match", exact);
        }
    }
}
