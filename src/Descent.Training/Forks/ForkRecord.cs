using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Observers;

namespace Descent.Training.Forks;

/// <summary>A run that is read and never written.</summary>
internal sealed class ForkRecord : IRunRecord, ICheckpointer
{
    private readonly RunFolder _run;
    private readonly ForkRequest _request;
    private readonly Checkpoint? _start;

    /// <param name="run">The run.</param>
    /// <param name="keep">How many checkpoints it keeps.</param>
    /// <param name="request">From where it goes, and who is told of a refused step.</param>
    public ForkRecord(RunFolder run, int keep, ForkRequest request)
    {
        (_run, _request) = (run, request);
        _start = request.FromStart ? null : new CheckpointStore(run.CheckpointsPath, keep, Disk.Real).LoadNewest(out _);
        FirstStep = _start?.Step ?? 0;
    }

    /// <summary>Updates made before the fork begins.</summary>
    public long FirstStep { get; }

    /// <inheritdoc />
    public IReadOnlyList<string> Restore(ISavedState state)
    {
        if (_start is not null)
        {
            state.Restore(_start);
        }

        return [];
    }

    /// <inheritdoc />
    public (ICheckpointer Checkpointer, ITrainingObserver Observers, string? Notice) Open(ISavedState state, IReadOnlyList<ITrainingObserver> watchers) =>
        (this, new ObserverList(watchers), null);

    /// <inheritdoc />
    public void RestoreFrom(ISavedState state, long step)
    {
    }

    /// <inheritdoc />
    public void Ship(ModelDescription model, ISavedState state, RunResult result)
    {
    }

    /// <inheritdoc />
    public void SaveIfDue(ISavedState state)
    {
    }

    /// <inheritdoc />
    public void Save(ISavedState state)
    {
    }

    /// <inheritdoc />
    public void SaveAndWait(ISavedState state)
    {
    }

    /// <inheritdoc />
    public NonFiniteException Refuse(ISavedState state, RefusedStep step)
    {
        _request.Refused(step);
        return new(step, _run.RefusedStepPath);
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
