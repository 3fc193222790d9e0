using Descent.Training.Evaluation;

namespace Descent.Training.Observers;

/// <summary>One step in numbers.</summary>
/// <param name="Step">Updates made so far, this one included.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The batch in the epoch, from 0.</param>
/// <param name="Examples">Examples in the batch.</param>
/// <param name="Loss">The mean loss over the batch, before the update.</param>
/// <param name="Correct">The batch's right outputs, of how many that count; null where the loss has no right and wrong.</param>
/// <param name="LearningRate">The learning rate of the update.</param>
/// <param name="Waited">How long this step waited for its batch.</param>
/// <param name="Elapsed">How long this step took, the wait included.</param>
public readonly record struct StepReport(
    long Step, int Epoch, long Batch, int Examples, double Loss, CorrectCount? Correct, double LearningRate, TimeSpan Waited, TimeSpan Elapsed);
