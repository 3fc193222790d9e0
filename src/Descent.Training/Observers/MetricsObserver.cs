using Descent.Runs.Metrics;

namespace Descent.Training.Observers;

/// <summary>Writes what is the same on every try, losses and accuracies, to metrics.jsonl.</summary>
internal sealed class MetricsObserver(MetricsLog log, int every) : ITrainingObserver
{
    public void StepFinished(in StepReport step)
    {
        if (step.Step % every != 0)
        {
            return;
        }

        log.Write(step.Step, step.Epoch, "train/loss", step.Loss);
        if (step.Correct is { } correct)
        {
            log.Write(step.Step, step.Epoch, "train/accuracy", correct.Share);
        }

        log.Write(step.Step, step.Epoch, "learning-rate", step.LearningRate);
        log.Flush();
    }

    public void EpochFinished(EpochReport epoch) => Write(epoch.Step, epoch.Epoch, epoch.Metrics());

    public void RunFinished(TrainingOutcome outcome) => Write(outcome.Steps, outcome.Epochs, outcome.Test?.Metrics("test") ?? []);

    private void Write(long step, int epoch, IEnumerable<(string Name, double Value)> metrics)
    {
        foreach ((string name, double value) in metrics)
        {
            log.Write(step, epoch, name, value);
        }

        log.Flush();
    }
}
