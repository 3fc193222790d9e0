namespace Descent.Training.Observers;

/// <summary>The run's probe, if it has one, until it fails: then the observers are told once, and nobody looks any more.</summary>
internal sealed class GuardedProbe(IStepProbe? probe, ITrainingObserver observers)
{
    private IStepProbe? _probe = probe;

    public void Attach(ProbedRun run)
    {
        try
        {
            _probe?.Attached(run);
        }
        catch (Exception e)
        {
            LeaveOut(e);
        }
    }

    public void StepStarting(long step)
    {
        try
        {
            _probe?.StepStarting(step);
        }
        catch (Exception e)
        {
            LeaveOut(e);
        }
    }

    public void GradientsReady(ReadOnlySpan<float> gradients, ReadOnlySpan<float> weights)
    {
        try
        {
            _probe?.GradientsReady(gradients, weights);
        }
        catch (Exception e)
        {
            LeaveOut(e);
        }
    }

    public void WeightsUpdated(ReadOnlySpan<float> weights)
    {
        try
        {
            _probe?.WeightsUpdated(weights);
        }
        catch (Exception e)
        {
            LeaveOut(e);
        }
    }

    private void LeaveOut(Exception e)
    {
        string name = _probe!.GetType().Name;
        _probe = null;
        observers.Noticed($"{name} failed and is left out from here on: {e.GetType().Name}: {e.Message}");
    }
}
