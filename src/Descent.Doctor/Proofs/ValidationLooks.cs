using Descent.Data.Sources;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Doctor.Proofs;

/// <summary>The validation loss of a fork, looked at eight times over the second half of its steps, of eight groups of examples each time.</summary>
/// <param name="steps">Steps of the fork, 16 or more.</param>
internal sealed class ValidationLooks(int steps)
{
    // All looks together are as dear as about forty steps of 64.
    private const int MostOfGroup = 128;
    private readonly List<double[]> _losses = [];

    /// <summary>What each look saw of each group, in their order; none where there are fewer examples for validation than groups.</summary>
    public IReadOnlyList<double[]> Losses => _losses;

    /// <summary>Looks where it is time to.</summary>
    /// <param name="run">The fork.</param>
    /// <param name="made">How many of its steps have been made.</param>
    public void Look(ProbedRun run, int made)
    {
        if (_losses.Count < LossRatio.Blocks && made == EndOfBlock(_losses.Count) && run.Inputs.Split.Validation is { } all && all.Count >= LossRatio.Blocks)
        {
            Evaluator evaluator = run.Inputs.EvaluatorOf(run.Forward);
            _losses.Add([.. Enumerable.Range(0, LossRatio.Blocks).Select(group => evaluator.Score(GroupOf(all, group), run.Inputs.Plan.Loss).Loss)]);
        }
    }

    private int EndOfBlock(int block) => (steps / 2) + ((block + 1) * (steps - (steps / 2)) / LossRatio.Blocks);

    // Every eighth example, or fewer of them with equal distances.
    private static SubsetSource GroupOf(IMapSource all, int group)
    {
        long each = all.Count / LossRatio.Blocks;
        int count = (int)Math.Min(each, MostOfGroup);
        return SubsetSource.Of(all, [.. Enumerable.Range(0, count).Select(i => (i * each / count * LossRatio.Blocks) + group)]);
    }
}
