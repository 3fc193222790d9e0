using Descent.Runs.Metrics;

namespace Descent.Training.Observers;

/// <summary>Writes losses and accuracies to TensorBoard's event file.</summary>
internal sealed class TensorBoardObserver(EventFileWriter file, int every) : ITrainingObserver
{
    public void StepFinished(in StepReport step)
    {
        if (step.Step % every != 0)
        {
            return;
        }

        file.Write(step.Step, "train/loss", step.Loss);
        if (step.Correct is { } correct)
        {
            file.Write(step.Step, "train/accuracy", correct.Share);
        }

        file.Write(step.Step, "learning-rate", step.LearningRate);
    }

    public void EpochFinished(EpochReport epoch) => Write(epoch.Step, epoch.Metrics());

    public void RunFinished(TrainingOutcome outcome) => Write(outcome.Steps, outcome.Test?.Metrics("test") ?? []);

    private void Write(long step, IEnumerable<(string Name, double Value)> metrics)
    {
        foreach ((string name, double value) in metrics)
        {
            file.Write(step, name, value);
        }

        file.Flush();
    }
}
