using Descent.Runs.Findings;

namespace Descent.Training.Observers;

/// <summary>
/// Watches a run and changes nothing. What it throws is caught and reported once; training goes on without it.
/// <code>
/// RunStarted
/// for each epoch
///     for each batch            read, forward, backward, refuse what is not finite, methods, update
///         StepFinished
///         CheckpointSaved       when one is due
///     EpochFinished             after validation
/// RunFinished                   after the test, or when the run was interrupted
/// </code>
/// </summary>
public interface ITrainingObserver
{
    /// <summary>The first step, or the first after resuming, is about to begin.</summary>
    void RunStarted(RunStart start)
    {
    }

    /// <summary>The weights have been updated.</summary>
    void StepFinished(in StepReport step)
    {
    }

    /// <summary>A checkpoint of this step is being written in the background.</summary>
    void CheckpointSaved(long step)
    {
    }

    /// <summary>Every batch of the epoch is done and the validation examples have been evaluated.</summary>
    void EpochFinished(EpochReport epoch)
    {
    }

    /// <summary>Something that the user should know, for example that a damaged checkpoint was passed over.</summary>
    void Noticed(string notice)
    {
    }

    /// <summary>The doctor found something; told after an epoch and at the end.</summary>
    void Found(Finding finding)
    {
    }

    /// <summary>The run is over.</summary>
    void RunFinished(TrainingOutcome outcome)
    {
    }
}
