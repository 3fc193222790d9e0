using Descent.Data.Loading;
using Descent.Torch.Randomness;
using Descent.Training.Evaluation;
using Descent.Training.Summing;

namespace Descent.Training.Loop;

/// <summary>Where a run is, apart from its numbers in tensors: all that a resumed run must know to go on as if never stopped.</summary>
internal sealed record TrainingProgress
{
    /// <summary>Updates made.</summary>
    public long Step { get; set; }

    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; set; }

    /// <summary>The next batch of the epoch, from 0.</summary>
    public long Batch { get; set; }

    /// <summary>Examples of the epoch so far.</summary>
    public long Examples { get; set; }

    /// <summary>The sum of their losses.</summary>
    public double LossSum { get; set; }

    /// <summary>What that sum is divided by for their mean: examples, or positions that count.</summary>
    public double LossWeight { get; set; }

    /// <summary>How many outputs were right, of how many that count; null where the loss has no right and wrong.</summary>
    public CorrectCount? Correct { get; set; }

    /// <summary>A hash chained over the ids of every example since the start, in order: equal only if the order was.</summary>
    public ulong OrderDigest { get; set; }

    /// <summary>Seconds of training; the one number here that differs from try to try.</summary>
    public double Seconds { get; set; }

    /// <summary>What losses are multiplied by before backward; null when they are not.</summary>
    public double? LossScale { get; set; }

    /// <summary>Steps applied since that changed.</summary>
    public int StepsAtScale { get; set; }

    /// <summary>Steps whose gradients overflowed under the scale and that updated nothing.</summary>
    public long SkippedSteps { get; set; }

    /// <summary>Bytes of metrics.jsonl that belong to this state; what a killed run wrote after them is cut off.</summary>
    public long MetricsLength { get; set; }

    /// <summary>The training score of the last finished epoch; null before the first.</summary>
    public Score? Train { get; set; }

    /// <summary>The validation score after it; null without validation examples.</summary>
    public Score? Validation { get; set; }

    /// <summary>The best validation score so far; null before the first.</summary>
    public Score? Best { get; set; }

    /// <summary>The step of the best, which has a checkpoint.</summary>
    public long? BestStep { get; set; }

    /// <summary>Epochs since the best.</summary>
    public int EpochsSinceBest { get; set; }

    /// <summary>Takes in the examples of a step, those of all ranks.</summary>
    public void Advance(Batch batch, StepTotals totals)
    {
        Step++;
        Batch = batch.Index + 1;
        Examples += batch.AllIds.Length;
        LossSum += totals.LossSum;
        LossWeight += totals.LossWeight;
        Correct = totals.Correct + (Correct ?? default);
        foreach (long id in batch.AllIds.Span)
        {
            OrderDigest = KeyedRandom.Mix(OrderDigest ^ (ulong)id) + 1;
        }
    }

    /// <summary>Compares the epoch's validation score with the best so far.</summary>
    /// <returns>Whether it is the new best: more accurate, or of less loss where nothing counts as right.</returns>
    public bool Compare()
    {
        bool isBest = Validation is { } score && (Best is null || (score.Accuracy is null ? score.Loss < Best.Loss : score.Accuracy > Best.Accuracy));
        if (isBest)
        {
            (Best, BestStep) = (Validation, Step);
        }

        EpochsSinceBest = isBest || Validation is null ? 0 : EpochsSinceBest + 1;
        return isBest;
    }
}
