namespace Descent.Training.Observers;

/// <summary>All observers of a run as one; one that throws is left out from then on, and the others are told once.</summary>
internal sealed class ObserverList(IEnumerable<ITrainingObserver> observers) : ITrainingObserver
{
    // One that fails gives its place to nobody, so that places stay what they are while events are told.
    private readonly ITrainingObserver[] _observers = [.. observers];

    public void RunStarted(RunStart start) => Tell(observer => observer.RunStarted(start));

    // Written out rather than told: a closure for every step would be garbage.
    public void StepFinished(in StepReport step)
    {
        for (int i = 0; i < _observers.Length; i++)
        {
            try
            {
                _observers[i].StepFinished(step);
            }
            catch (Exception e)
            {
                LeaveOut(i, e);
            }
        }
    }

    public void CheckpointSaved(long step) => Tell(observer => observer.CheckpointSaved(step));

    public void EpochFinished(EpochReport epoch) => Tell(observer => observer.EpochFinished(epoch));

    public void Noticed(string notice) => Tell(observer => observer.Noticed(notice));

    public void RunFinished(TrainingOutcome outcome) => Tell(observer => observer.RunFinished(outcome));

    private void Tell(Action<ITrainingObserver> tell)
    {
        for (int i = 0; i < _observers.Length; i++)
        {
            try
            {
                tell(_observers[i]);
            }
            catch (Exception e)
            {
                LeaveOut(i, e);
            }
        }
    }

    private void LeaveOut(int index, Exception e)
    {
        string name = _observers[index].GetType().Name;
        _observers[index] = new Nobody();
        Noticed($"{name} failed and is left out from here on: {e.GetType().Name}: {e.Message}");
    }

    private sealed class Nobody : ITrainingObserver;
}
