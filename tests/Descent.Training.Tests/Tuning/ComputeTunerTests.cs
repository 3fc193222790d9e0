using Descent.Models;
using Descent.Runs;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tuning;

namespace Descent.Training.Tests.Tuning;

public sealed class ComputeTunerTests : IDisposable
{
    // 500 steps over 500 glyphs: the least that is measured.
    private static readonly TrainingOptions Long = new() { Epochs = 50, BatchSize = 50, LogEvery = 1, Validation = 0 };
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_long_run_is_measured_once_and_trains_to_the_bits_of_the_setting_that_it_chose()
    {
        (RunFolder measured, IReadOnlyList<string> first) = Fit(Long, "measured");
        (RunFolder recalled, IReadOnlyList<string> second) = Fit(Long, "recalled");
        TrainingOptions chosen = TrainingPlan.From(measured.Manifest).Training;
        (RunFolder given, IReadOnlyList<string> third) = Fit(Long with { Threads = chosen.Threads, Layout = chosen.Layout }, "given");

        Assert.InRange(chosen.Threads, 1, Environment.ProcessorCount);
        Assert.Contains(chosen.Layout, new[] { Layout.Nchw, Layout.Nhwc });
        Assert.Contains("chosen by measuring", Assert.Single(first), StringComparison.Ordinal);
        Assert.Contains("measured here before", Assert.Single(second), StringComparison.Ordinal);
        Assert.Empty(third);
        Assert.Equal(File.ReadAllText(given.MetricsPath), File.ReadAllText(measured.MetricsPath));
        Assert.Equal(File.ReadAllText(given.MetricsPath), File.ReadAllText(recalled.MetricsPath));
    }

    [Fact]
    public void A_short_run_is_not_measured()
    {
        (RunFolder run, IReadOnlyList<string> notices) = Fit(Long with { Epochs = 49 }, "run");

        Assert.Empty(notices);
        Assert.False(Directory.Exists(_folder["tuning"]));
        Assert.Equal((Math.Max(1, Environment.ProcessorCount - 1), Layout.Nchw), Chosen(run));
    }

    [Fact]
    public void What_is_given_is_never_changed()
    {
        (RunFolder run, IReadOnlyList<string> notices) = Fit(Long with { Threads = 1, Layout = Layout.Nhwc }, "run");

        Assert.Empty(notices);
        Assert.Equal((1, Layout.Nhwc), Chosen(run));
    }

    [Fact]
    public void A_plan_from_a_machine_with_more_cores_takes_those_that_there_are()
    {
        TrainingPlan plan = new(new TrainingOptions { Threads = 4096 }, new SgdOptions { LearningRate = 1 }, Loss.CrossEntropy);

        Assert.Equal(Environment.ProcessorCount, ComputeTuner.Fit(plan).Training.Threads);
        Assert.Equal(1, ComputeTuner.Fit(plan with { Training = new TrainingOptions { Threads = 1 } }).Training.Threads);
    }

    public void Dispose() => _folder.Dispose();

    private static (int Threads, Layout Layout) Chosen(RunFolder run)
    {
        TrainingOptions options = TrainingPlan.From(run.Manifest).Training;
        return (options.Threads, options.Layout);
    }

    // Trains 20 steps.
    private (RunFolder Run, IReadOnlyList<string> Notices) Fit(TrainingOptions options, string name)
    {
        using CancellationTokenSource stop = new();
        NoticeList notices = new();
        TrainingOutcome outcome = new Trainer(options, new TrainerSetup
        {
            Output = _folder[name],
            TuningFolder = _folder["tuning"],
            Stop = stop.Token,
            Observers = [notices, new StepWatcher(20, stop.Cancel)],
        }).Fit(() => new LeNet(), Glyphs.Few(500), new AdamOptions { LearningRate = 0.001 }, Loss.CrossEntropy);
        return (outcome.Run, [.. notices.Items]);
    }
}
