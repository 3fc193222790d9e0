using Descent.Training.Observers;

namespace Descent.Training.Forks;

/// <summary>Keeps a fork's losses and stops it when it has gone far enough.</summary>
internal sealed class ForkWatch(ForkRequest request, Action stop) : ITrainingObserver
{
    private readonly List<double> _losses = [];

    public IReadOnlyList<double> Losses => _losses;

    public void StepFinished(in StepReport step)
    {
        if (_losses.Count == request.Steps)
        {
            return; // It was asked to stop already.
        }

        _losses.Add(step.Loss);
        if (_losses.Count == request.Steps || request.IsEnough(step.Loss))
        {
            stop();
        }
    }
}
