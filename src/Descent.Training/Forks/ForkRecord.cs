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
    private readonly (TrainingPlan Own, TrainingPlan Changed) _plans;
    private readonly ForkRequest _request;
    private readonly Checkpoint? _start;

    /// <param name="run">The run.</param>
    /// <param name="plans">What it was asked, and what the fork is asked.</param>
    /// <param name="request">From where it goes, and who is told of a refused step.</param>
    public ForkRecord(RunFolder run, (TrainingPlan Own, TrainingPlan Changed) plans, ForkRequest request)
    {
        (_run, _plans, _request) = (run, plans, request);
        _start = request.FromStart ? null : new CheckpointStore(run.CheckpointsPath, plans.Own.Training.KeepCheckpoints, Disk.Real).LoadNewest(out _);
        FirstStep = _start?.Step ?? 0;
    }

    /// <summary>Updates made before the fork begins.</summary>
    public long FirstStep { get; }

    /// <inheritdoc />
    /// <remarks>Another optimizer begins with moments of its own; in batches of another size the fork begins where as many examples of the epoch have been seen.</remarks>
    public IReadOnlyList<string> Restore(ISavedState state)
    {
        if (_start is null)
        {
            return [];
        }

        if (_plans.Own.Optimizer.Name == _plans.Changed.Optimizer.Name)
        {
            state.Restore(_start);
        }
        else
        {
            ((TrainingState)state).RestoreForNewOptimizer(_start);
        }

        state.Progress.Batch = state.Progress.Batch * _plans.Own.Training.BatchSize / _plans.Changed.Training.BatchSize;
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
