using System.Text.Json.Nodes;
using Descent.Runs;
using Descent.Runs.Manifest;
using Descent.Training.Evaluation;
using Descent.Training.Observers;

namespace Descent.Training.Tests.Observers;

/// <summary>What a short run tells its observers.</summary>
internal static class Reports
{
    public static StepReport Step(long step, int? correct = 16) => new(
        step, 1, step - 1, 64, 2.5 / step, correct is { } right ? new CorrectCount(right, 64) : null, 0.01, TimeSpan.FromMilliseconds(step), TimeSpan.FromMilliseconds(10 * step));

    public static EpochReport Epoch(Score? validation) => new(
        1, 6, new Score(0.75, 0.5, 384), validation, TimeSpan.FromSeconds(1), TimeSpan.Zero, 384, true);

    public static TrainingOutcome Outcome(string folder, Score? test) => new()
    {
        End = TrainingEnd.Finished,
        Run = RunFolder.Create(folder, Manifest),
        Steps = 6,
        Epochs = 2,
        Test = test,
        Parameters = 66,
        Elapsed = TimeSpan.FromSeconds(2),
        Waited = TimeSpan.Zero,
        ExamplesPerSecond = 192,
    };

    private static RunManifest Manifest => new()
    {
        Name = "run",
        Created = DateTimeOffset.UnixEpoch,
        Network = "small",
        Dataset = "small",
        Seed = 1,
        DataFingerprint = "",
        CommandLine = [],
        Versions = new Dictionary<string, string>(),
        Options = new JsonObject(),
    };
}
