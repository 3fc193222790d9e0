using Descent.Training.Evaluation;

namespace Descent.Cli.Comparison;

/// <summary>A run beside the best.</summary>
/// <param name="Run">The run.</param>
/// <param name="Points">How many percentage points its accuracy is below the best.</param>
/// <param name="P">How likely so large a difference would be by chance; null of the best itself.</param>
internal sealed record RankedRun(ComparedRun Run, double Points, double? P)
{
    /// <summary>Whether the difference is more than chance.</summary>
    public bool IsBelowBest => P < Significance.Level;
}
