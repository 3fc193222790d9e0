using Descent.Runs.Metrics;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Training.Tests.Observers;

public sealed class MetricsObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writes_every_second_step_each_epoch_and_the_test()
    {
        using (MetricsLog log = MetricsLog.Open(_folder["metrics.jsonl"], 0))
        {
            var observer = new MetricsObserver(log, every: 2);
            for (int step = 1; step <= 4; step++)
            {
                observer.StepFinished(Reports.Step(step));
            }

            observer.EpochFinished(Reports.Epoch(new Score(1.5, 0.25, 10)));
            observer.RunFinished(Reports.Outcome(_folder["run"], new Score(1.25, 0.75, 10)));
        }

        Assert.Equal(
            """
            {"step":2,"epoch":1,"name":"train/loss","value":1.25}
            {"step":2,"epoch":1,"name":"train/accuracy","value":0.25}
            {"step":2,"epoch":1,"name":"learning-rate","value":0.01}
            {"step":4,"epoch":1,"name":"train/loss","value":0.625}
            {"step":4,"epoch":1,"name":"train/accuracy","value":0.25}
            {"step":4,"epoch":1,"name":"learning-rate","value":0.01}
            {"step":6,"epoch":1,"name":"epoch/loss","value":0.75}
            {"step":6,"epoch":1,"name":"epoch/accuracy","value":0.5}
            {"step":6,"epoch":1,"name":"validation/loss","value":1.5}
            {"step":6,"epoch":1,"name":"validation/accuracy","value":0.25}
            {"step":6,"epoch":2,"name":"test/loss","value":1.25}
            {"step":6,"epoch":2,"name":"test/accuracy","value":0.75}

            """,
            File.ReadAllText(_folder["metrics.jsonl"]), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Leaves_out_what_there_is_none_of()
    {
        using (MetricsLog log = MetricsLog.Open(_folder["metrics.jsonl"], 0))
        {
            var observer = new MetricsObserver(log, every: 1);
            observer.StepFinished(Reports.Step(1, correct: null));
            observer.EpochFinished(Reports.Epoch(null));
            observer.RunFinished(Reports.Outcome(_folder["run"], null));
        }

        Assert.Equal(
            """
            {"step":1,"epoch":1,"name":"train/loss","value":2.5}
            {"step":1,"epoch":1,"name":"learning-rate","value":0.01}
            {"step":6,"epoch":1,"name":"epoch/loss","value":0.75}
            {"step":6,"epoch":1,"name":"epoch/accuracy","value":0.5}

            """,
            File.ReadAllText(_folder["metrics.jsonl"]), ignoreLineEndingDifferences: true);
    }

    [Fact]
    public void Readers_see_a_step_at_once()
    {
        using MetricsLog log = MetricsLog.Open(_folder["metrics.jsonl"], 0);
        new MetricsObserver(log, every: 1).StepFinished(Reports.Step(1));

        Assert.Equal(log.Length, new FileInfo(_folder["metrics.jsonl"]).Length);
        Assert.NotEqual(0, log.Length);
    }

    public void Dispose() => _folder.Dispose();
}
