using Descent.Runs;
using Descent.Runs.Storage;
using Descent.Training.Checkpoints;

namespace Descent.Training.Loop;

/// <summary>
/// Saves the state of a run: a copy of memory on the training thread, the rest in the background. A save that fails is told within a
/// step and tried again when the next is due; training goes on, and older checkpoints stay as they are.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
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

    /// <summary>Tries whether checkpoints can be written, removes what a killed process left, and touches the memory of snapshots. Before step 1.</summary>
    /// <exception cref="RunConfigurationException">The folder cannot be written.</exception>
    public void Prepare(TrainingState state)
    {
        _parts.Store.Prepare();
        state.Snapshot();
    }

    /// <summary>After every step: tells of a save that failed, and begins the next when it is due.</summary>
    public void SaveIfDue(TrainingState state)
    {
        TellFailure();
        if (_parts.Every > 0 && state.Progress.Step % _parts.Every == 0)
        {
            Save(state);
        }
    }

    /// <summary>Begins to save the state as it is now; waits for a save under way, whose memory it takes over.</summary>
    public void Save(TrainingState state)
    {
        _writer.Wait();
        TellFailure();
        if (!TryFlushMetrics(state.Progress))
        {
            return;
        }

        _last = state.Progress with { };
        _writer.Start(state.Snapshot(), state.Progress.BestStep, SyncMetrics);
        _parts.Observers.CheckpointSaved(state.Progress.Step);
    }

    /// <summary>Saves the state as it is now, unless that is done already, and returns when the disk has it.</summary>
    /// <exception cref="CheckpointException">It could not be saved in the run; the message says where it was saved instead.</exception>
    public void SaveAndWait(TrainingState state)
    {
        _writer.Wait();
        TellFailure();
        TryFlushMetrics(state.Progress);
        if (state.Progress == _last)
        {
            return;
        }

        CheckpointSnapshot snapshot = state.Snapshot();
        try
        {
            SyncMetrics();
            if (_parts.Store.Save(snapshot, state.Progress.BestStep) is { } failure)
            {
                Tell(failure);
            }
        }
        catch (CheckpointException e)
        {
            throw Rescue(snapshot, e);
        }

        _last = state.Progress with { };
        _parts.Observers.CheckpointSaved(state.Progress.Step);
    }

    /// <summary>Saves the state before a refused step, writes refused-step.json, and returns the exception that ends the run and says what of that failed.</summary>
    public NonFiniteException Refuse(TrainingState state, RefusedStep step)
    {
        string path = Path.Combine(_parts.Run.Path, "refused-step.json");
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
        _writer.Wait();
        TellFailure();
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
