using Descent.Data;
using Descent.Data.Glyphs;
using Descent.Runs;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests;

/// <summary>A run that is killed anywhere and resumed ends in the same bytes as one that never was.</summary>
/// <remarks>What a kill leaves is the folder as it lies on the disk at that moment; tests of the command line kill real processes.</remarks>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, int, long> Matrix()
    {
        TheoryData<string, int, long> rows = [];
        foreach (string optimizer in OptimizerCatalog.Names)
        {
            foreach (int prefetch in new[] { 0, 4 })
            {
                // Before the first checkpoint; in the middle of the first epoch; on its last step; in the second.
                foreach (long step in new long[] { 3, 11, 15, 24 })
                {
                    rows.Add(optimizer, prefetch, step);
                }
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public void A_killed_run_ends_in_the_same_bytes(string optimizer, int prefetch, long killedAfter)
    {
        var options = new TrainingOptions
        {
            Epochs = 2,
            BatchSize = 32,
            Validation = 0.1,
            Prefetch = prefetch,
            CheckpointEvery = 5,
            LogEvery = 2,
            Threads = 1,
            ClipNorm = 5,
            AverageDecay = 0.9,
            Transforms = "crop:2,rotate:10",
        };

        RunFolder unbroken = Train(options, Glyphs.Few(530), optimizer, "unbroken");
        RunFolder resumed = KillAndResume(options, Glyphs.Few(530), optimizer, killedAfter);

        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(14)]
    public void A_stream_goes_on_where_it_was(long killedAfter)
    {
        var options = new TrainingOptions { Epochs = 2, BatchSize = 32, Validation = 0, CheckpointEvery = 3, LogEvery = 1, Threads = 1 };
        var data = new Dataset("stream", new GlyphStreamSource(1, 0, 300), Glyphs.Data.Test);

        RunFolder unbroken = Train(options, data, "adam", "unbroken");
        RunFolder resumed = KillAndResume(options, data, "adam", killedAfter);

        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    [Fact]
    public void An_interrupted_run_saves_its_step_and_goes_on_from_it()
    {
        TrainingOptions options = new() { Epochs = 2, BatchSize = 64, CheckpointEvery = 1000, LogEvery = 1, Threads = 1 };
        RunFolder unbroken = Train(options, Glyphs.Data, "momentum", "unbroken");
        using CancellationTokenSource stop = new();

        TrainingOutcome first = new Trainer(options, new TrainerSetup
        {
            Output = _folder["stopped"],
            Stop = stop.Token,
            Observers = [new StepWatcher(9, stop.Cancel)],
        }).Fit(RandomLayersNetwork.Make, Glyphs.Data, OptimizerCatalog.Create("momentum"), Loss.CrossEntropy);

        Assert.Equal((TrainingEnd.Interrupted, 9), (first.End, first.Steps));
        Assert.Null(first.Run.ReadResult());
        Assert.False(Directory.Exists(first.Run.ModelPath));
        TrainingOutcome second = Trainer.Resume(RunFolder.Open(_folder["stopped"]), RandomLayersNetwork.Make, Glyphs.Data);
        Assert.Equal(TrainingEnd.Finished, second.End);
        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(second.Run));
    }

    [Fact]
    public void A_run_stopped_early_stays_stopped_when_its_end_is_lost()
    {
        // A learning rate too small to change any answer: the second and third epochs are no better than the first.
        TrainingOptions options = new() { Epochs = 9, BatchSize = 100, EarlyStop = 2, Threads = 1 };
        OptimizerOptions still = OptimizerCatalog.Create("sgd", 1e-30);
        Trainer trainer = new(options, new TrainerSetup { Output = _folder["run"] });
        TrainingOutcome first = trainer.Fit(RandomLayersNetworkWithoutChance, Glyphs.Data, still, Loss.CrossEntropy);
        RunBytes before = RunBytes.Of(first.Run);
        Assert.Equal((TrainingEnd.StoppedEarly, 3), (first.End, first.Epochs));
        Assert.Equal(RunStatus.EarlyStopped, first.Run.ReadResult()!.Status);
        File.Delete(first.Run.ResultPath);
        Directory.Delete(first.Run.ModelPath, recursive: true);

        TrainingOutcome again = Trainer.Resume(first.Run, RandomLayersNetworkWithoutChance, Glyphs.Data);

        Assert.Equal((TrainingEnd.StoppedEarly, 3), (again.End, again.Epochs));
        Assert.Equal((first.Train, first.Validation, first.Test), (again.Train, again.Validation, again.Test));
        Assert.Equal(before, RunBytes.Of(again.Run));
    }

    [Fact]
    public void Other_data_is_refused()
    {
        RunFolder run = Train(new TrainingOptions { Epochs = 1, BatchSize = 100, Threads = 1 }, Glyphs.Data, "sgd", "run");

        RunConfigurationException error = Assert.Throws<RunConfigurationException>(
            () => Trainer.Resume(run, RandomLayersNetwork.Make, Glyphs.Few(900)));

        Assert.Contains("training examples are not those", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_another_process_trains_is_refused()
    {
        RunFolder run = Train(new TrainingOptions { Epochs = 1, BatchSize = 100, Threads = 1 }, Glyphs.Data, "sgd", "run");
        using IDisposable held = run.Hold();

        Assert.Throws<RunConfigurationException>(() => Trainer.Resume(run, RandomLayersNetwork.Make, Glyphs.Data));
    }

    [Fact]
    public void A_damaged_newest_checkpoint_is_passed_over_and_told()
    {
        TrainingOptions options = new() { Epochs = 2, BatchSize = 64, CheckpointEvery = 3, LogEvery = 1, Threads = 1 };
        RunFolder unbroken = Train(options, Glyphs.Data, "adam", "unbroken");
        Train(options, Glyphs.Data, "adam", "run", new StepWatcher(10, () => FolderCopy.Copy(_folder["run"], _folder["killed"])));
        string newest = Directory.GetDirectories(_folder["killed/checkpoints"]).Order(StringComparer.Ordinal).Last();
        using (FileStream file = File.OpenWrite(Path.Combine(newest, "weights.safetensors")))
        {
            file.Position = 500;
            file.WriteByte(0xFF);
        }

        NoticeList notices = new();
        RunFolder resumed = Trainer.Resume(
            RunFolder.Open(_folder["killed"]), RandomLayersNetwork.Make, Glyphs.Data, new TrainerSetup { Observers = [notices] }).Run;

        Assert.Contains(notices.Items, notice => notice.Contains(Path.GetFileName(newest), StringComparison.Ordinal));
        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    public void Dispose() => _folder.Dispose();

    private static TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor> RandomLayersNetworkWithoutChance() =>
        new Models.Mlp([1, 28, 28], hidden: 8);

    private RunFolder KillAndResume(TrainingOptions options, Dataset data, string optimizer, long killedAfter)
    {
        Train(options, data, optimizer, "run", new StepWatcher(killedAfter, () => FolderCopy.Copy(_folder["run"], _folder["killed"])));
        RunFolder killed = RunFolder.Open(_folder["killed"]);
        Assert.Null(killed.ReadResult());
        return Trainer.Resume(killed, RandomLayersNetwork.Make, data).Run;
    }

    private RunFolder Train(TrainingOptions options, Dataset data, string optimizer, string name, params StepWatcher[] observers) =>
        new Trainer(options, new TrainerSetup { Output = _folder[name], Observers = observers })
            .Fit(RandomLayersNetwork.Make, data, OptimizerCatalog.Create(optimizer), Loss.CrossEntropy).Run;
}
