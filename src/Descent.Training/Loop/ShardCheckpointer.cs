using Descent.Runs;
using Descent.Training.Checkpoints;
using Descent.Training.Observers;

namespace Descent.Training.Loop;

/// <summary>Writes the shards of a rank that is not the first, whenever that says so: a copy of memory on the training thread, the rest in the background.</summary>
/// <param name="run">The run.</param>
/// <param name="every">Steps between checkpoints; 0 saves only when it is asked to.</param>
/// <param name="group">Who writes together.</param>
/// <param name="observers">Who is told of failures.</param>
/// <param name="disk">What writes.</param>
internal sealed class ShardCheckpointer(RunFolder run, int every, CheckpointGroup group, ITrainingObserver observers, IDisk disk) : ICheckpointer, IDisposable
{
    private readonly CheckpointWriter _writer = new(new CheckpointStore(run.CheckpointsPath, 1, disk));
    private CheckpointException? _failure;

    /// <inheritdoc />
    public void SaveIfDue(ISavedState state)
    {
        TellFailure();
        if (Checkpointer.IsDue(state, every))
        {
            Save(state);
        }
    }

    /// <inheritdoc />
    public void Save(ISavedState state) => TryBegin(state);

    /// <inheritdoc />
    public void SaveAndWait(ISavedState state)
    {
        if (!TryBegin(state))
        {
            return;
        }

        Report();
        if (!group.Agree())
        {
            state.Collect();
        }
    }

    /// <inheritdoc />
    public NonFiniteException Refuse(ISavedState state, RefusedStep step)
    {
        SaveAndWait(state);
        return new(step, run.RefusedStepPath);
    }

    /// <summary>Waits for a write under way, which may be all that the first still lacks, and tells if it failed.</summary>
    public void Dispose()
    {
        _writer.Wait();
        TellFailure();
    }

    private bool TryBegin(ISavedState state)
    {
        Report();
        if (!group.Agree())
        {
            return false;
        }

        _writer.Start(state.SnapshotShard(), best: null, before: () => { });
        return true;
    }

    private void Report()
    {
        _writer.Wait();
        TellFailure();
        group.Report(_failure);
        _failure = null;
    }

    private void TellFailure()
    {
        if (_writer.TakeFailure() is { } failure)
        {
            _failure = failure;
            observers.Noticed($"{failure.Message} Without this rank's shard there is no checkpoint of that step; it is tried again with the next.");
        }
    }
}
