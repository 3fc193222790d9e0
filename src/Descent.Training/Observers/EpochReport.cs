using Descent.Training.Evaluation;

namespace Descent.Training.Observers;

/// <summary>One epoch in numbers.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Step">Updates made so far.</param>
/// <param name="Train">Loss and accuracy over the epoch's batches, each before its update.</param>
/// <param name="Validation">Loss and accuracy of the validation examples; null when there are none.</param>
/// <param name="Elapsed">How long the epoch's steps took in this process.</param>
/// <param name="Waited">How much of that was waiting for batches.</param>
/// <param name="Examples">Examples trained in this process's part of the epoch.</param>
/// <param name="IsBest">Whether the validation accuracy is the best so far.</param>
public sealed record EpochReport(
    int Epoch, long Step, Score Train, Score? Validation, TimeSpan Elapsed, TimeSpan Waited, long Examples, bool IsBest)
{
    /// <summary>The scores by the names under which they are logged.</summary>
    internal IEnumerable<(string Name, double Value)> Metrics() => [.. Train.Metrics("epoch"), .. Validation?.Metrics("validation") ?? []];
}
