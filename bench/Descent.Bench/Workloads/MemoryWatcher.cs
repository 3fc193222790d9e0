using Descent.Training.Observers;

namespace Descent.Bench.Workloads;

/// <summary>Notes the most memory that the process holds while it trains.</summary>
internal sealed class MemoryWatcher : ITrainingObserver
{
    private const int Every = 500;

    /// <summary>The most bytes seen so far.</summary>
    public long Peak { get; private set; }

    public void StepFinished(in StepReport step)
    {
        if (step.Step % Every == 1)
        {
            Peak = Math.Max(Peak, Environment.WorkingSet);
        }
    }
}
