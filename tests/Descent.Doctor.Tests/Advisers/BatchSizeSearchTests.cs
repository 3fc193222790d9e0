using Descent.Doctor.Advisers;
using Descent.Models;
using Descent.Runs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Advisers;

public sealed class BatchSizeSearchTests : IDisposable
{
    private static readonly BatchSizeTrial[] Trials = [new(8, 1000, 100), new(16, 1900, 100), new(32, 3000, 100), new(64, 3200, 100), new(128, 3300, 100)];
    private readonly TemporaryFolder _folder = new();

    // Time to the same loss is (1 + B/N)/speed: with N = 1000 and speeds that flatten, 1.008/1000, 1.016/1900, 1.032/3000, 1.064/3200, 1.128/3300.
    [Theory]
    [InlineData(1000.0, 64)]
    [InlineData(4.0, 16)] // 3/1000, 5/1900, 9/3000 …: far above the noise scale a larger batch only costs.
    [InlineData(double.PositiveInfinity, 128)]
    [InlineData(null, 32)] // The knee: the smallest with 0.9 of 3300.
    public void The_best_size_is_the_one_that_comes_to_a_loss_soonest(double? noise, int best)
    {
        var search = new BatchSizeSearch(Trials, noise, null);

        Assert.Equal(32, search.AtKnee.BatchSize);
        Assert.Equal(best, search.Best.BatchSize);
    }

    [Fact]
    public void Runs_sizes_from_small_to_large_and_leaves_the_run_alone()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], 0.001);
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);
        List<BatchSizeTrial> tried = [];

        var search = BatchSizeSearch.Find(run, () => new LeNet(), Glyphs.Data, 10, 45, TimeSpan.Zero, long.MaxValue, tried.Add);

        Assert.Equal([10, 20, 40], search.Trials.Select(trial => trial.BatchSize));
        Assert.Equal(search.Trials.Select(trial => trial.BatchSize), tried.Select(trial => trial.BatchSize));
        Assert.All(search.Trials, trial => Assert.True(trial.ExamplesPerSecond > 0 && trial.PeakBytes > 0));
        Assert.True(search.NoiseScale > 0);
        Assert.Null(search.TooLarge);
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    [Fact]
    public void Does_not_run_what_would_not_fit()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], 0.001);

        var search = BatchSizeSearch.Find(run, () => new LeNet(), Glyphs.Data, 10, 100, TimeSpan.Zero, memory: 1000, _ => { });

        Assert.Equal([10, 20], search.Trials.Select(trial => trial.BatchSize));
        Assert.Equal(40, search.TooLarge!.Value.BatchSize);
    }

    [Theory]
    [InlineData(50, 1.0, 1.0)]
    [InlineData(200, 4.0, 2.0)]
    public void The_rate_grows_with_the_batch(int batch, double sgd, double adam)
    {
        var options = new TrainingOptions { BatchSize = 50 };

        Assert.Equal(0.1 * sgd, BatchSizeSearch.LearningRate(new TrainingPlan(options, new SgdOptions { LearningRate = 0.1 }, Loss.CrossEntropy), batch), 12);
        Assert.Equal(0.1 * adam, BatchSizeSearch.LearningRate(new TrainingPlan(options, new AdamOptions { LearningRate = 0.1 }, Loss.CrossEntropy), batch), 12);
    }

    public void Dispose() => _folder.Dispose();
}
