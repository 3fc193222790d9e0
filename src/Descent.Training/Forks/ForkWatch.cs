using Descent.Training.Observers;

namespace Descent.Training.Forks;

/// <summary>Keeps a fork's steps and stops it when it has gone far enough.</summary>
internal sealed class ForkWatch(ForkRequest request, Action stop) : ITrainingObserver
{
    private readonly List<StepReport> _steps = [];

    public IReadOnlyList<StepReport> Steps => _steps;

    public void StepFinished(in StepReport step)
    {
        if (_steps.Count == request.Steps)
        {
            return; // It was asked to stop already.
        }

        _steps.Add(step);
        if (_steps.Count == request.Steps || request.IsEnough(step.Loss))
        {
            stop();
        }
    }
}
