namespace Descent.Training.Evaluation;

/// <summary>What a classifier gets right and wrong on some examples.</summary>
/// <param name="Score">Mean cross-entropy and accuracy.</param>
/// <param name="Classes">Each class by itself.</param>
/// <param name="Confusion">How many examples of each class (row) were taken for each class (column).</param>
/// <param name="MostConfused">The pairs of classes with the most mistakes, most first, 10 at most.</param>
/// <param name="Worst">The examples with the largest losses, largest first, 10 at most.</param>
public sealed record EvaluationReport(
    Score Score, IReadOnlyList<ClassScore> Classes, long[][] Confusion, IReadOnlyList<ConfusedPair> MostConfused, IReadOnlyList<WorstExample> Worst);
