using Descent.Runs.Storage;
using Descent.Training.Checkpoints;

namespace Descent.Training.Loop;

/// <summary>
/// Saves the state of a run: a copy of memory on the training thread, the rest in the background. A save that fails is told within a
/// step and tried again when the next is due; training goes on, and older checkpoints stay as they are.
/// </summary>
internal sealed class Checkpointer : ICheckpointer, IDisposable
{
    // Shorter than ranks that go on take to end this one after another has failed.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    private readonly CheckpointerParts _parts;
    private readonly CheckpointWriter _writer;
    private TrainingProgress? _last;
    private long _flushedLength;

    public Checkpointer(CheckpointerParts parts)
    {
        _parts = parts;
        _writer = new CheckpointWriter(parts.Store);
        _flushedLength = parts.Metrics.Length;
    }

    /// <summary>Whether a step is one of every so many; the same on all ranks.</summary>
    public static bool IsDue(ISavedState state, int every) => every > 0 && state.Progress.Step % every == 0;

    /// <summary>Touches the memory of snapshots. Before step 1.</summary>
    public void Prepare(ISavedState state)
    {
        Collect(state);
        Copy(state);
    }

    /// <inheritdoc />
    public void SaveIfDue(ISavedState state)
    {
        TellFailure();
        if (IsDue(state, _parts.Every))
        {
            Save(state);
        }
    }

    /// <inheritdoc />
    public void Save(ISavedState state)
    {
        Wait();
        Collect(state);
        TellFailure();
        if (!_parts.Group.Agree(TryFlushMetrics(state.Progress) && Clear()))
        {
            return;
        }

        _last = state.Progress with { };
        _writer.Start(Copy(state), state.Progress.BestStep, SyncMetrics);
        _parts.Observers.CheckpointSaved(state.Progress.Step);
    }

    /// <inheritdoc />
    public void SaveAndWait(ISavedState state)
    {
        Wait();
        Collect(state);
        TellFailure();
        TryFlushMetrics(state.Progress);
        if (!_parts.Group.Agree(state.Progress != _last && Clear()))
        {
            return;
        }

        CheckpointSnapshot snapshot = Copy(state);
        _writer.Start(snapshot, state.Progress.BestStep, SyncMetrics);
        Wait();
        if (!_parts.Group.Agree(_writer.IsSaved))
        {
            throw Rescue(Whole(state, snapshot), _writer.TakeFailure()!);
        }

        TellFailure();
        _last = state.Progress with { };
        _parts.Observers.CheckpointSaved(state.Progress.Step);
    }

    /// <inheritdoc />
    public NonFiniteException Refuse(ISavedState state, RefusedStep step)
    {
        string path = _parts.Run.RefusedStepPath;
        Exception? unsaved = null;
        Exception? unrecorded = null;
        try
        {
            SaveAndWait(state);
        }
        catch (CheckpointException e)
        {
            unsaved = e;
        }

        try
        {
            JsonFile.Write(path, step, TrainingJson.Default.RefusedStep);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            unrecorded = e;
        }

        return new NonFiniteException(step, path, unsaved, unrecorded);
    }

    /// <summary>Waits for a save under way and tells if it failed.</summary>
    public void Dispose()
    {
        _writer.Wait(Grace, "other ranks ended before they had written their shards");
        TellFailure();
    }

    // When another rank cannot write its shard there is nothing to wait for.
    private void Wait()
    {
        if (_parts.Group.Report(own: null) is { } failed)
        {
            _writer.GiveUp(failed);
        }

        _writer.Wait();
    }

    // Of a checkpoint in shards each rank has its own; else the first has the others' first.
    private void Collect(ISavedState state)
    {
        if (!_parts.Group.IsSharded)
        {
            state.Collect();
        }
    }

    private CheckpointSnapshot Copy(ISavedState state) => _parts.Group.IsSharded ? state.SnapshotShard() : state.Snapshot();

    private CheckpointSnapshot Whole(ISavedState state, CheckpointSnapshot snapshot)
    {
        if (!_parts.Group.IsSharded)
        {
            return snapshot;
        }

        state.Collect();
        return state.Snapshot();
    }

    // Before the others are let go on: they write into the same folder.
    private bool Clear()
    {
        if (_parts.Group.IsSharded)
        {
            _parts.Store.Clear();
        }

        return true;
    }

    private void TellFailure()
    {
        if (_writer.TakeFailure() is { } failure)
        {
            _last = null;
            Tell(failure);
        }
    }

    private void Tell(CheckpointException failure) => _parts.Observers.Noticed(
        $"{failure.Message} Training goes on, and it is tried again with the next checkpoint: free space on the disk, or make '{_parts.Run.Path}' writable.");

    // When the disk is full a checkpoint can only vouch for the lines that it has.
    private bool TryFlushMetrics(TrainingProgress progress)
    {
        try
        {
            _parts.Metrics.Flush();
            _flushedLength = _parts.Metrics.Length;
            return true;
        }
        catch (IOException e)
        {
            Tell(new CheckpointException(_parts.Run.MetricsPath, $"metrics could not be written: {e.Message}", e));
            return false;
        }
        finally
        {
            progress.MetricsLength = _flushedLength;
        }
    }

    private void SyncMetrics()
    {
        try
        {
            _parts.Metrics.SyncFlushed();
        }
        catch (IOException e)
        {
            throw new CheckpointException(_parts.Run.MetricsPath, $"metrics could not be written: {e.Message}", e);
        }
    }

    private CheckpointException Rescue(CheckpointSnapshot snapshot, CheckpointException cause)
    {
        try
        {
            CheckpointStore rescue = new(_parts.CreateRescueFolder(_parts.Run), 1, Disk.Real);
            rescue.Save(snapshot, null);
            return new CheckpointException(
                cause.Path, $"{cause.What} The state of step {snapshot.Step} was saved to '{rescue.PathOf(snapshot.Step)}' instead. Free space on the disk or make "
                    + $"the run's folder writable, move that folder into '{_parts.Store.Folder}', and run: descent resume {_parts.Run.Path}", cause);
        }
        catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException)
        {
            return new CheckpointException(
                cause.Path, $"{cause.What} The state of step {snapshot.Step} could not be saved to a temporary folder either ({e.Message}). Free space on the disk "
                    + $"or make the run's folder writable; the run goes on from its newest checkpoint with: descent resume {_parts.Run.Path}", cause);
        }
    }
}
