using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Observers;

namespace Descent.Training.Loop;

/// <summary>A rank whose run is recorded by another: it writes nothing but its shards of checkpoints, or tells its part of them, and what it should know it is sent.</summary>
/// <param name="run">The run.</param>
/// <param name="every">Steps between checkpoints; 0 saves only when it is asked to.</param>
/// <param name="writers">The ranks that write checkpoints in shards; this one alone where it writes none.</param>
internal sealed class NoRecord(RunFolder run, int every, ICollective writers) : IRunRecord, ICheckpointer
{
    private ShardCheckpointer? _shards;

    /// <inheritdoc />
    public IReadOnlyList<string> Restore(ISavedState state) => [];

    /// <inheritdoc />
    public (ICheckpointer Checkpointer, ITrainingObserver Observers, string? Notice) Open(ISavedState state, IReadOnlyList<ITrainingObserver> watchers)
    {
        var observers = new ObserverList(watchers);
        CheckpointGroup group = CheckpointGroup.Find(writers, run.CheckpointsPath, Disk.Real, out string? notice);
        if (!group.IsSharded)
        {
            state.Collect();
            return (this, observers, notice);
        }

        state.SnapshotShard();
        _shards = new ShardCheckpointer(run, every, group, observers, Disk.Real);
        return (_shards, observers, notice);
    }

    /// <inheritdoc />
    public void RestoreFrom(ISavedState state, long step)
    {
    }

    /// <inheritdoc />
    public void Ship(ModelDescription model, ISavedState state, RunResult result) => state.Collect();

    /// <inheritdoc />
    public void SaveIfDue(ISavedState state)
    {
        if (Checkpointer.IsDue(state, every))
        {
            state.Collect();
        }
    }

    /// <inheritdoc />
    public void Save(ISavedState state) => state.Collect();

    /// <inheritdoc />
    public void SaveAndWait(ISavedState state) => state.Collect();

    /// <inheritdoc />
    public NonFiniteException Refuse(ISavedState state, RefusedStep step)
    {
        state.Collect();
        return new(step, run.RefusedStepPath);
    }

    /// <inheritdoc />
    public void Dispose() => _shards?.Dispose();
}
