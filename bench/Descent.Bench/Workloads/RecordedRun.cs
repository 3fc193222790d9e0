using Descent.Bench.Measuring;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Runs.Metrics;
using Descent.Training;
using Descent.Training.Checkpoints;
using Descent.Training.Loop;
using Descent.Training.Observers;

namespace Descent.Bench.Workloads;

/// <summary>A run folder for the time of a benchmark.</summary>
internal sealed class RecordedRun : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public RecordedRun(TrainingPlan plan, string network)
    {
        Folder = RunFolder.Create(_temporary["run"], new RunManifest
        {
            Name = "bench",
            Created = TimeProvider.System.GetLocalNow(),
            Network = network,
            Dataset = "fashion-mnist",
            Seed = plan.Training.Seed,
            DataFingerprint = "",
            CommandLine = [],
            Versions = Versions.All,
            Options = plan.ToJson(),
        });
        Metrics = MetricsLog.Open(Folder.MetricsPath, 0);
    }

    public RunFolder Folder { get; }

    public MetricsLog Metrics { get; }

    /// <summary>Saves into this run when it is asked to; keeps one checkpoint.</summary>
    public Checkpointer Checkpointer(ITrainingObserver observers)
    {
        CheckpointStore store = new(Folder.CheckpointsPath, 1, Disk.Real);
        store.Prepare();
        return new(new CheckpointerParts
        {
            Run = Folder,
            Store = store,
            Every = 0,
            Metrics = Metrics,
            Observers = observers,
        });
    }

    public void Dispose()
    {
        Metrics.Dispose();
        _temporary.Dispose();
    }
}
