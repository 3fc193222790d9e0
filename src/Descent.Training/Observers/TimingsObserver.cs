using Descent.Runs.Metrics;

namespace Descent.Training.Observers;

/// <summary>Writes what differs from try to try, speed and waits since the line before, to timings.jsonl and TensorBoard's file.</summary>
internal sealed class TimingsObserver(MetricsLog log, EventFileWriter events, int every) : ITrainingObserver
{
    private TimeSpan _elapsed;
    private TimeSpan _waited;
    private long _examples;

    public void StepFinished(in StepReport step)
    {
        _elapsed += step.Elapsed;
        _waited += step.Waited;
        _examples += step.Examples;
        if (step.Step % every != 0)
        {
            return;
        }

        Write(step, "time/examples-per-second", _examples / _elapsed.TotalSeconds);
        Write(step, "time/reader-wait", _waited / _elapsed);
        log.Flush();
        (_elapsed, _waited, _examples) = (TimeSpan.Zero, TimeSpan.Zero, 0);
    }

    private void Write(in StepReport step, string name, double value)
    {
        log.Write(step.Step, step.Epoch, name, value);
        events.Write(step.Step, name, value);
    }
}
