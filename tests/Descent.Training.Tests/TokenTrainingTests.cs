using Descent.Data;
using Descent.Data.Sequences;
using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Evaluation;
using Descent.Training.Generation;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests;

/// <summary>Networks whose inputs are tokens: trained, killed and resumed, shipped without a normalizer, evaluated by whole answers.</summary>
public sealed class TokenTrainingTests : IDisposable
{
    private static readonly SequenceTask Task = SequenceTask.Of("copy", 3);
    private static readonly Dataset Data = new("copy:200:3", new SequenceSource(Task, 1, 200, isTest: false), new SequenceSource(Task, 1, 40, isTest: true));
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    public void A_killed_run_ends_in_the_same_bytes(long killedAfter)
    {
        TrainingOptions options = new() { Epochs = 2, BatchSize = 32, ChunkSize = 20, CheckpointEvery = 2, LogEvery = 1, Threads = 1 };
        RunFolder unbroken = Train(options, "unbroken");
        Train(options, "run", new StepWatcher(killedAfter, () => FolderCopy.Copy(_folder["run"], _folder["killed"])));
        RunFolder killed = RunFolder.Open(_folder["killed"]);
        Assert.Null(killed.ReadResult());

        RunFolder resumed = Trainer.Resume(killed, Make, Data).Run;

        Assert.Equal(RunBytes.Of(unbroken), RunBytes.Of(resumed));
    }

    [Fact]
    public void A_model_of_tokens_has_no_normalizer_and_is_scored_by_whole_answers()
    {
        RunFolder run = Train(new TrainingOptions { Epochs = 1, BatchSize = 20, Threads = 1 }, "run");
        using TrainedModel model = TrainedModel.Load(run, description => NetworkCatalog.Create(description.Architecture!, description.Input.Shape));
        EvaluationReport report = model.Evaluate(Data.Test!);
        RunResult result = run.ReadResult()!;

        Assert.Null(model.Description.Normalizer);
        Assert.Equal(SequenceTask.Tokens, model.Description.ClassNames);
        Assert.Equal(result.TestExactMatch, report.Score.ExactMatch);
        Assert.Equal(result.TestAccuracy, report.Score.Accuracy);
        Assert.True(report.Score.ExactMatch < report.Score.Accuracy);
        Assert.Equal(Answers(model), report.Score.ExactMatch);
        Assert.Equal(((IMapSource)Data.Test!).Count, report.Score.Examples);
        Assert.Equal(report.Classes.Sum(score => score.Examples), report.Score.Counted);
        Assert.Contains("test/exact-match", File.ReadAllText(run.MetricsPath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_of_tokens_answers_in_a_time_that_can_be_measured()
    {
        RunFolder run = Train(new TrainingOptions { Epochs = 1, BatchSize = 50, Threads = 1 }, "run");
        using TrainedModel model = TrainedModel.Load(run, description => NetworkCatalog.Create(description.Architecture!, description.Input.Shape));

        Assert.True(model.MeasureLatency(2) > TimeSpan.Zero);
    }

    [Fact]
    public void Tokens_follow_a_prompt_the_same_way_each_time()
    {
        RunFolder run = Train(new TrainingOptions { Epochs = 1, BatchSize = 50, Threads = 1 }, "run");
        using TrainedModel model = TrainedModel.Load(run, description => NetworkCatalog.Create(description.Architecture!, description.Input.Shape));
        long[] prompt = Task.Question("12");

        // Longer than the context: the first tokens are forgotten then.
        int[] first = [.. model.Continue(prompt, new SamplingOptions { Seed = 5 }).Take(20)];
        Assert.Equal(first, model.Continue(prompt, new SamplingOptions { Seed = 5 }).Take(20));
        Assert.NotEqual(first, model.Continue(prompt, new SamplingOptions { Seed = 6 }).Take(20));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Continue([], new SamplingOptions()));
    }

    [Fact]
    public void Data_of_tokens_is_refused_by_a_network_of_numbers_before_anything_is_written()
    {
        RunConfigurationException e = Assert.Throws<RunConfigurationException>(() => new Trainer(
            new TrainingOptions { Threads = 1 }, new TrainerSetup { Output = _folder["none"] }).Fit(() => new Mlp([7], 13), Data, new AdamOptions { LearningRate = 0.01 }, Loss.CrossEntropy));

        Assert.Contains("cannot take these inputs", e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["none"]));
    }

    public void Dispose() => _folder.Dispose();

    private static Gpt Make() => new(13, 7, layers: 1, width: 12, heads: 2, answers: 4, dropout: 0.1);

    private RunFolder Train(TrainingOptions options, string name, params StepWatcher[] observers) =>
        new Trainer(options, new TrainerSetup { Output = _folder[name], Observers = observers }).Fit(Make, Data, new AdamOptions { LearningRate = 0.01 }, Loss.CrossEntropy).Run;

    // Whole answers, by asking for one token after the other.
    private static double Answers(TrainedModel model)
    {
        long[] input = new long[Task.QuestionLength + Task.AnswerLength], label = new long[Task.AnswerLength];
        int right = 0;
        for (int i = 0; i < Data.Test!.Count; i++)
        {
            Task.Write(1, i, isTest: true, input, label);
            long[] answer = [.. label.TakeWhile(token => token >= 0)];
            right += model.Continue(input[..(Task.QuestionLength + 1)], new SamplingOptions { Temperature = 0 })
                .Take(answer.Length).Select(token => (long)token).SequenceEqual(answer) ? 1 : 0;
        }

        return right / (double)Data.Test.Count;
    }
}
