using Descent.Runs;
using Descent.Runs.Storage;

namespace Descent.Training.Loop;

/// <summary>A step that was refused because a number in it was not finite; written to refused-step.json.</summary>
/// <param name="Step">The update that was not made, counted from 1.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Batch">The batch in the epoch, from 0.</param>
/// <param name="ExampleIds">The ids of the batch's examples, in the training source.</param>
/// <param name="Layer">The first layer that went bad, or "input", "loss" or a parameter's name.</param>
/// <param name="What">What was not finite there, in a sentence.</param>
public sealed record RefusedStep(long Step, int Epoch, long Batch, IReadOnlyList<long> ExampleIds, string Layer, string What)
{
    private const int NewestFormat = 1;

    /// <summary>The format of refused-step.json; default 1.</summary>
    public int Format { get; init; } = NewestFormat;

    /// <summary>The step that a run was refused, or null if it goes well.</summary>
    /// <exception cref="RunConfigurationException">The file is damaged or of a newer format.</exception>
    public static RefusedStep? Read(RunFolder run) =>
        File.Exists(run.RefusedStepPath) ? JsonFile.Read(run.RefusedStepPath, TrainingJson.Default.RefusedStep, NewestFormat) : null;
}
