using Descent.Training.Observers;

namespace Descent.Training.Tests;

/// <summary>Does something once, when a step is finished.</summary>
internal sealed class StepWatcher(long step, Action act) : ITrainingObserver
{
    public void StepFinished(in StepReport report)
    {
        if (report.Step == step)
        {
            act();
        }
    }
}
