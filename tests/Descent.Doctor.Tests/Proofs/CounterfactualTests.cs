using Descent.Doctor.Proofs;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Findings;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;
using Descent.Training.Tests;

namespace Descent.Doctor.Tests.Proofs;

public sealed class CounterfactualTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_smaller_rate_helps_a_run_whose_rate_is_far_too_high_and_leaves_its_folder_alone()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.3);
        IReadOnlyDictionary<string, string> before = TrainedRun.Bytes(run);

        Counterfactual tried = Assert.Single(Counterfactual.Try(
            run, () => new LeNet(), Glyphs.Data, [Suggest("--learning-rate", "0.002"), Suggest("--learning-rate", "0.002"), Suggest("--workers", "2")], 60, fromStart: true));

        Assert.Equal("it helps", tried.Verdict);
        Assert.InRange(tried.Training.With, 0.05, 2.2);
        Assert.InRange(tried.Training.Ratio.Mean, tried.Training.Ratio.Low, tried.Training.Ratio.High);
        Assert.True(tried.Validation is { IsLower: true, With: < 2.2 }, $"{tried.Validation}");
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    [Fact]
    public void The_same_options_make_no_difference_from_the_newest_checkpoint()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);

        Counterfactual tried = Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--learning-rate", "0.002")], 16, fromStart: false));

        Assert.Equal((36, 1, 1, "no difference can be seen"), (tried.FirstStep, tried.Training.Ratio.Mean, tried.Validation!.Ratio.Mean, tried.Verdict));
    }

    [Fact]
    public void Advice_against_overfitting_is_judged_by_examples_that_are_not_trained_on_over_as_many_steps_as_the_run_had()
    {
        var options = new TrainingOptions { Epochs = 30, BatchSize = 20, Validation = 0.5, Threads = 1 };
        RunFolder run = new Trainer(options, new TrainerSetup { Output = _folder["run"] })
            .Fit(() => new LeNet(), Glyphs.Mislabeled(400), new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run;
        Finding advice = Suggest("--weight-decay", "0.03") with { Check = "overfitting", Step = 300 };
        Counterfactual Try(Finding finding, bool fromStart) =>
            Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Mislabeled(400), [finding], 100, fromStart));

        Counterfactual tried = Try(advice, fromStart: false);

        Assert.Equal((0, 300, "it helps: the validation loss is lower"), (tried.FirstStep, tried.Steps, tried.Verdict));
        Assert.True(tried.Training.IsHigher);
        Assert.InRange(tried.Validation!.With, 1, tried.Validation.Without);

        // Of another check the same change is judged by what it is meant for.
        tried = Try(advice with { Check = "some", Options = ["--weight-decay", "1"] }, fromStart: true);
        Assert.Equal((100, "it does harm"), (tried.Steps, tried.Verdict));
    }

    [Theory]
    [InlineData("some", 0.8, 1, "it helps")]
    [InlineData("some", 0.8, 1.3, "it helps in training and does harm in validation")]
    [InlineData("some", 1.3, 1, "it does harm")]
    [InlineData("some", 1.3, 0.8, "it does harm in training and helps in validation")]
    [InlineData("some", 1, 0.8, "no difference can be seen")]
    [InlineData("overfitting", 1.3, 0.8, "it helps: the validation loss is lower")]
    [InlineData("overfitting", 0.8, 1.3, "it does harm: the validation loss is higher")]
    [InlineData("overfitting", 1.3, 1, "no difference can be seen in the validation loss")]
    [InlineData("overfitting", 0.8, double.NaN, "whether it helps only a validation loss shows, and there is none")]
    [InlineData("overfitting", double.NaN, double.NaN, "it does harm: the loss is not finite any more")]
    public void Says_what_came_out_of_training_and_of_validation(string check, double training, double validation, string verdict)
    {
        LossChange Change(double ratio) => new(1, ratio, new Interval(ratio, ratio - 0.1, ratio + 0.1));

        Assert.Equal(verdict, new Counterfactual(
            Suggest() with { Check = check }, [], 0, 16, Change(training), double.IsNaN(validation) ? null : Change(validation)).Verdict);
    }

    [Fact]
    public void Without_examples_for_validation_the_training_loss_alone_is_told()
    {
        RunFolder run = new Trainer(new TrainingOptions { Epochs = 1, BatchSize = 50, Validation = 0, Threads = 1 }, new TrainerSetup { Output = _folder["run"] })
            .Fit(() => new LeNet(), Glyphs.Data, new AdamOptions { LearningRate = 0.002 }, Loss.CrossEntropy).Run;

        Counterfactual tried = Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--learning-rate", "1e-6")], 16, fromStart: true));

        Assert.Null(tried.Validation);
        Assert.Equal("it does harm", tried.Verdict);
    }

    [Fact]
    public void A_batch_of_another_size_begins_where_as_many_examples_of_the_epoch_have_been_seen()
    {
        // Stopped after 10 of 18 batches of 50: a batch of 200 has 5 in an epoch.
        RunFolder run = TrainedRun.Stop(_folder["run"], () => new LeNet(), 10);

        Counterfactual[] tried = [.. Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--batch-size", "200"), Suggest("--batch-size", "10")], 16, fromStart: false)];

        Assert.Equal(["--batch-size", "--batch-size"], tried.Select(one => one.Options[0]));
        Assert.All(tried, one => Assert.True(one is { FirstStep: 10, Training.With: > 0 and < 3 }, $"{one}"));
    }

    [Fact]
    public void Another_optimizer_begins_with_moments_of_its_own_from_the_weights_of_the_newest_checkpoint()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);

        Counterfactual tried = Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--optimizer", "sgd"), Suggest("--optimizer", "adam")], 16, fromStart: false));

        Assert.Equal(["--optimizer", "sgd"], tried.Options);
        Assert.Equal(36, tried.FirstStep);
        Assert.InRange(tried.Training.With, 0.1, 1.5);
    }

    public void Dispose() => _folder.Dispose();

    private static Finding Suggest(params string[] options) => new()
    {
        Check = "some",
        Severity = Severity.Warning,
        Step = 1,
        Epoch = 0,
        What = "",
        Evidence = [],
        Why = "",
        Fix = "",
        Options = options,
    };
}
