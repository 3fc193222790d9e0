using Descent.Data.Loading;
using Descent.Training.Evaluation;
using Descent.Training.Methods;
using Descent.Training.Observers;
using Descent.Training.Optimizers;

namespace Descent.Training.Loop;

/// <summary>What the loop works with.</summary>
internal sealed record LoopParts
{
    public required TrainingPlan Plan { get; init; }

    public required ForwardPass Forward { get; init; }

    public required TrainingState State { get; init; }

    public required IBatchReader Reader { get; init; }

    public required Optimizer Optimizer { get; init; }

    public required IReadOnlyList<ITrainingMethod> Methods { get; init; }

    public required Checkpointer Checkpointer { get; init; }

    public required ITrainingObserver Observers { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Evaluates the validation examples with the weights that would be shipped; null when there are none.</summary>
    public required Func<Score?> Validate { get; init; }

    /// <summary>The id in the whole data set of an example of the training split.</summary>
    public required Func<long, long> OriginalId { get; init; }
}
