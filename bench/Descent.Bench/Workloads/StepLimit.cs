using Descent.Training.Observers;

namespace Descent.Bench.Workloads;

/// <summary>Asks the loop to stop after so many steps.</summary>
internal sealed class StepLimit : ITrainingObserver
{
    private CancellationTokenSource? _stop;
    private int _left;

    /// <param name="stop">Cancelled once <paramref name="steps"/> more steps are done.</param>
    /// <param name="steps">How many.</param>
    public void Stop(CancellationTokenSource stop, int steps) => (_stop, _left) = (stop, steps);

    public void StepFinished(in StepReport step)
    {
        if (--_left == 0)
        {
            _stop!.Cancel();
        }
    }
}
