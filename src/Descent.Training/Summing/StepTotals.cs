using Descent.Training.Evaluation;

namespace Descent.Training.Summing;

/// <summary>A step's numbers over every chunk of every rank, the same on each.</summary>
/// <param name="LossSum">The sum of the losses.</param>
/// <param name="LossWeight">What it is divided by for their mean.</param>
/// <param name="Correct">How many outputs were right; null where the loss has no right and wrong.</param>
/// <param name="HasFiniteGradients">Whether no gradient on any rank holds NaN or infinity.</param>
internal readonly record struct StepTotals(double LossSum, double LossWeight, CorrectCount? Correct, bool HasFiniteGradients = true)
{
    /// <summary>The mean loss; 0 where no label counts, as there is nothing to be wrong about.</summary>
    public double Loss => LossWeight == 0 ? 0 : LossSum / LossWeight;
}
