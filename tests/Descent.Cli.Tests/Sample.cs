using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Training;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Cli.Tests;

/// <summary>Runs and their reports with numbers that do not change.</summary>
internal static class Sample
{
    public static RunFolder Create(string path, string network = "lenet", string dataset = "fashion-mnist") => RunFolder.Create(path, new RunManifest
    {
        Name = Path.GetFileName(path),
        Created = new DateTimeOffset(2026, 11, 23, 10, 15, 0, TimeSpan.Zero),
        Network = network,
        Dataset = dataset,
        Seed = 1,
        DataFingerprint = "f",
        CommandLine = ["descent", "train", network],
        Versions = new Dictionary<string, string> { ["descent"] = "1.0.0" },
        Options = new JsonObject { ["training"] = new JsonObject { ["epochs"] = 5 } },
    });

    public static RunResult Result(double accuracy) => new()
    {
        Status = RunStatus.Finished,
        Steps = 4220,
        Epochs = 5,
        TestLoss = 0.2812,
        TestAccuracy = accuracy,
        ValidationAccuracy = 0.9012,
        Parameters = 61706,
        Seconds = 25.5,
        ExamplesPerSecond = 10588.2,
    };

    public static RunStart Start(RunFolder run) => new(run, 5, 844, 0, 54000, 6000, 61706, 2);

    public static StepReport Step(long step) => new(
        step, (int)((step - 1) / 844), (step - 1) % 844, 64, 0.5, new CorrectCount(52, 64), 0.001, TimeSpan.FromMilliseconds(0.05), TimeSpan.FromMilliseconds(5));

    public static EpochReport Epoch(int epoch) => new(
        epoch, 844 * (epoch + 1), new Score(0.561, 0.798, 54000), new Score(0.41, 0.861, 6000),
        TimeSpan.FromSeconds(5.25), TimeSpan.FromMilliseconds(21), 54000, epoch == 0);

    public static TrainingOutcome Outcome(RunFolder run, TrainingEnd end = TrainingEnd.Finished) => new()
    {
        End = end,
        Run = run,
        Steps = 4220,
        Epochs = 5,
        Train = new Score(0.2, 0.92, 54000),
        Validation = new Score(0.27, 0.9012, 6000),
        Test = end == TrainingEnd.Interrupted ? null : new Score(0.2812, 0.8954, 10000),
        Parameters = 61706,
        Elapsed = TimeSpan.FromSeconds(25.5),
        Waited = TimeSpan.FromSeconds(0.1),
        ExamplesPerSecond = 10588.2,
    };
}
