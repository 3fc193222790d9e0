using Descent.Data.Loading;
using Descent.Training.Evaluation;
using Descent.Training.Methods;
using Descent.Training.Observers;
using Descent.Training.Optimizers;
using Descent.Training.Splitting;
using Descent.Training.Summing;

namespace Descent.Training.Loop;

/// <summary>What the loop works with.</summary>
internal sealed record LoopParts
{
    public required TrainingPlan Plan { get; init; }

    public required ForwardPass Forward { get; init; }

    public required TrainingState State { get; init; }

    public required IBatchReader Reader { get; init; }

    /// <summary>What is summed over chunks and ranks, and how.</summary>
    public required StepSum Sum { get; init; }

    /// <summary>What batch normalization shares between ranks; null where it shares nothing.</summary>
    public SharedStatistics? Statistics { get; init; }

    /// <summary>What this rank holds of the network, and who the others are.</summary>
    public required NetworkShard Shard { get; init; }

    /// <summary>Times the waits of a pipeline's stage; null where there is none.</summary>
    public IdleClock? Idle { get; init; }

    public required Optimizer Optimizer { get; init; }

    public required IReadOnlyList<ITrainingMethod> Methods { get; init; }

    /// <summary>The state as it is saved.</summary>
    public required ISavedState Saved { get; init; }

    public required ICheckpointer Checkpointer { get; init; }

    public required ITrainingObserver Observers { get; init; }

    public required GuardedProbe Probe { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Evaluates the validation examples with the weights that would be shipped; null when there are none.</summary>
    public required Func<Score?> Validate { get; init; }

    /// <summary>The id in the whole data set of an example of the training split.</summary>
    public required Func<long, long> OriginalId { get; init; }
}
