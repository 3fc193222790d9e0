using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Observers;

namespace Descent.Training.Loop;

/// <summary>What a run reads from its folder and writes to it, in the order of a run. Of many ranks the first does so, but for shards of checkpoints.</summary>
internal interface IRunRecord : IDisposable
{
    /// <summary>Makes the state that of the newest checkpoint, where there is one.</summary>
    /// <returns>What the user should know of checkpoints that could not be used.</returns>
    IReadOnlyList<string> Restore(ISavedState state);

    /// <summary>Opens metrics and checkpoints for the state to go on from.</summary>
    /// <param name="state">The state before the first step of this process.</param>
    /// <param name="watchers">Who watches besides the record itself.</param>
    /// <returns>Who saves, who watches, and what the user should know of how it is saved, or null.</returns>
    (ICheckpointer Checkpointer, ITrainingObserver Observers, string? Notice) Open(ISavedState state, IReadOnlyList<ITrainingObserver> watchers);

    /// <summary>Makes the state that of one checkpoint.</summary>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    void RestoreFrom(ISavedState state, long step);

    /// <summary>Writes the artifact to ship and the result.</summary>
    void Ship(ModelDescription model, ISavedState state, RunResult result);
}
