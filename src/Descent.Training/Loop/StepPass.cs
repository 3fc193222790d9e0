using Descent.Data.Loading;
using Descent.Torch.Randomness;
using Descent.Training.Losses;
using Descent.Training.Splitting;
using Descent.Training.Summing;
using static TorchSharp.torch;

namespace Descent.Training.Loop;

/// <summary>Forward and backward over the chunks of a step, each of which goes into the step's sum.</summary>
internal abstract class StepPass
{
    private readonly LoopParts _parts;

    protected StepPass(LoopParts parts) => _parts = parts;

    protected ForwardPass Forward => _parts.Forward;

    protected TrainingState State => _parts.State;

    protected StepSum Sum => _parts.Sum;

    protected NetworkShard Shard => _parts.Shard;

    /// <summary>What batch normalization shares between ranks; null where it shares nothing.</summary>
    protected SharedStatistics? Statistics => _parts.Statistics;

    protected Loss Loss => _parts.Plan.Loss;

    /// <summary>The pass that the run's network needs.</summary>
    public static StepPass Create(LoopParts parts) => parts.Shard.Stage is { } place ? new PipelinePass(parts, place) : new ChunkPass(parts);

    /// <summary>All chunks of this rank, in the scope of the step.</summary>
    public abstract void Run(Batch batch);

    /// <summary>Where a step that was run went bad on this rank; null if it did not, as far as this rank can tell.</summary>
    /// <remarks>Where ranks compute together all call it, and each computes again what the others need, whatever it finds.</remarks>
    public abstract NonFinitePlace? FindNonFinite(Batch batch);

    /// <summary>Keys the random numbers of a chunk.</summary>
    protected void SetRandomKey(int chunk) => TorchRandom.Key(_parts.Plan.Training.Seed, (ulong)State.Progress.Step, (ulong)(Sum.Cut.First + chunk));

    /// <summary>The loss of outputs; a bad label is told as the example that it belongs to.</summary>
    protected Tensor Compute(Batch batch, int chunk, Tensor outputs, Tensor labels)
    {
        try
        {
            return Loss.Compute(outputs, labels);
        }
        catch (LabelException e)
        {
            throw new ExampleException(_parts.OriginalId(batch.Ids.Span[Sum.Cut.Rows(batch, chunk).Start + e.Row]), e);
        }
    }
}
