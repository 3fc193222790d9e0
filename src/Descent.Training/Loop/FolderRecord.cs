using Descent.Runs;
using Descent.Runs.Metrics;
using Descent.Training.Artifacts;
using Descent.Training.Checkpoints;
using Descent.Training.Collectives;
using Descent.Training.Observers;

namespace Descent.Training.Loop;

/// <summary>The record of a run in its folder, which is held until the run ends.</summary>
internal sealed class FolderRecord : IRunRecord
{
    private readonly RunFolder _run;
    private readonly TrainingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ICollective _writers;
    private readonly CheckpointStore _store;
    private readonly Stack<IDisposable> _open = [];
    private bool _isResumed;

    /// <param name="run">The run.</param>
    /// <param name="options">How it trains.</param>
    /// <param name="writers">The ranks that write checkpoints in shards, of which this is the first.</param>
    /// <param name="clock">What time it is.</param>
    /// <exception cref="RunConfigurationException">Another process trains the run.</exception>
    public FolderRecord(RunFolder run, TrainingOptions options, ICollective writers, TimeProvider clock)
    {
        (_run, _options, _writers, _clock) = (run, options, writers, clock);
        _store = new CheckpointStore(run.CheckpointsPath, options.KeepCheckpoints, Disk.Real);
        _open.Push(run.Hold());
    }

    /// <inheritdoc />
    public IReadOnlyList<string> Restore(ISavedState state)
    {
        if (_store.LoadNewest(out IReadOnlyList<string> notices) is { } newest)
        {
            state.Restore(newest);
            _isResumed = true;
        }

        return notices;
    }

    /// <inheritdoc />
    public (ICheckpointer Checkpointer, ITrainingObserver Observers, string? Notice) Open(ISavedState state, IReadOnlyList<ITrainingObserver> watchers)
    {
        _store.Prepare();
        CheckpointGroup group = CheckpointGroup.Find(_writers, _store.Folder, Disk.Real, out string? notice);
        MetricsLog metrics = Keep(MetricsLog.Open(_run.MetricsPath, state.Progress.MetricsLength));
        MetricsLog timings = Keep(MetricsLog.OpenWhole(_run.TimingsPath));
        EventFileWriter events = Keep(new EventFileWriter(_run.Path, _clock, _isResumed ? state.Progress.Step + 1 : null));
        var observers = new ObserverList(
        [
            new MetricsObserver(metrics, _options.LogEvery), new TensorBoardObserver(events, _options.LogEvery),
            new TimingsObserver(timings, events, _options.LogEvery), .. watchers,
        ]);
        Checkpointer checkpointer = Keep(new Checkpointer(new CheckpointerParts
        {
            Run = _run,
            Store = _store,
            Group = group,
            Every = _options.CheckpointEvery,
            Metrics = metrics,
            Observers = observers,
        }));
        checkpointer.Prepare(state);
        return (checkpointer, observers, notice);
    }

    /// <inheritdoc />
    public void RestoreFrom(ISavedState state, long step) => state.Restore(_store.Load(step));

    /// <inheritdoc />
    public void Ship(ModelDescription model, ISavedState state, RunResult result)
    {
        state.Collect();
        ModelArtifact.Write(_run.ModelPath, model, state.Weights());
        _run.WriteResult(result);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        while (_open.TryPop(out IDisposable? last))
        {
            last.Dispose();
        }
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _open.Push(part);
        return part;
    }
}
