namespace Descent.Training.Evaluation;

/// <summary>How well one class was told from the others.</summary>
/// <param name="Class">The class number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Examples">How many examples have this label.</param>
/// <param name="Precision">Of the examples predicted as this class, the share that is; 0 when none was predicted.</param>
/// <param name="Recall">Of the examples of this class, the share predicted as it; 0 when there are none.</param>
public sealed record ClassScore(int Class, string Name, long Examples, double Precision, double Recall)
{
    /// <summary>The harmonic mean of precision and recall.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}
