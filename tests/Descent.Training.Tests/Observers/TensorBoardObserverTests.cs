using Descent.Runs.Metrics;
using Descent.Runs.Tests;
using Descent.Runs.Tests.Metrics;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Training.Tests.Observers;

public sealed class TensorBoardObserverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Writes_every_second_step_each_epoch_and_the_test_under_the_names_of_the_metrics()
    {
        string path;
        using (EventFileWriter file = new(_folder.Path, new FixedTime(DateTimeOffset.UnixEpoch)))
        {
            path = file.Path;
            var observer = new TensorBoardObserver(file, every: 2);
            observer.StepFinished(Reports.Step(1));
            observer.StepFinished(Reports.Step(2));
            observer.StepFinished(Reports.Step(4, correct: null));
            observer.EpochFinished(Reports.Epoch(new Score(1.5, null, 10)));
            observer.RunFinished(Reports.Outcome(_folder["run"], new Score(1.25, 0.75, 10)));
        }

        Assert.Equal(
            [
                (2, "train/loss", 1.25f), (2, "train/accuracy", 0.25f), (2, "learning-rate", 0.01f),
                (4, "train/loss", 0.625f), (4, "learning-rate", 0.01f),
                (6, "epoch/loss", 0.75f), (6, "epoch/accuracy", 0.5f), (6, "validation/loss", 1.5f),
                (6, "test/loss", 1.25f), (6, "test/accuracy", 0.75f),
            ],
            EventFileDecoder.Decode(File.ReadAllBytes(path)).Skip(1).Select(e => (e.Step, e.Tag!, e.Value)));
    }

    public void Dispose() => _folder.Dispose();
}
