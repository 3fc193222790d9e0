using Descent.Doctor.Advisers;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Advisers;

public sealed class WorkerSearchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_best_is_the_cheapest_whose_wait_is_not_worth_another()
    {
        WorkerTrial[] trials = [new(0, 1, 100, 100, 50, 0.5), new(4, 1, 100, 90, 90, 0.005), new(4, 2, 200, 100, 100, 0)];

        // It waits for nothing that two could save, so what makes two faster is noise.
        Assert.Equal(trials[1], new WorkerSearch(trials).Best);
        Assert.Equal(trials[2], new WorkerSearch([trials[0], trials[1] with { Waited = 0.1 }, trials[2]]).Best);
        Assert.Equal(trials[0], new WorkerSearch([trials[0], trials[1] with { Together = 50 }, trials[2] with { Together = 40 }]).Best); // More only get in each other's way.
    }

    [Fact]
    public void Tries_reading_in_turn_and_ahead_and_leaves_the_run_alone()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], 0.001);
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);

        var search = WorkerSearch.Find(run, () => new LeNet(), Glyphs.Data, TimeSpan.Zero);

        Assert.Equal(0, search.Trials[0].Prefetch);
        Assert.Equal([1, 1, 2], search.Trials.Take(3).Select(trial => trial.Workers));
        Assert.All(search.Trials, trial => Assert.True(trial.Reader > 0 && trial.Trainer >= trial.Together && trial.Together > 0));
        Assert.All(search.Trials, trial => Assert.InRange(trial.Waited, 0, 1));
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    public void Dispose() => _folder.Dispose();
}
