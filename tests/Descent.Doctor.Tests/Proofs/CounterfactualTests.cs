using Descent.Doctor.Proofs;
using Descent.Models;
using Descent.Runs;
using Descent.Runs.Findings;
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
        Assert.InRange(tried.With, 0.05, 2.2);
        Assert.InRange(tried.Ratio.Mean, tried.Ratio.Low, tried.Ratio.High);
        Assert.Equal(before, TrainedRun.Bytes(run));
    }

    [Fact]
    public void The_same_options_make_no_difference_from_the_newest_checkpoint()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);

        Counterfactual tried = Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--learning-rate", "0.002")], 16, fromStart: false));

        Assert.Equal((36, 1, "no difference can be seen"), (tried.FirstStep, tried.Ratio.Mean, tried.Verdict));
    }

    [Fact]
    public void The_training_loss_decides_nothing_of_advice_for_examples_that_are_not_trained_on()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);

        Finding finding = Suggest("--learning-rate", "0.3");
        Counterfactual Try(Finding finding) => Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [finding], 60, fromStart: true));

        Assert.Equal("it does harm", Try(finding).Verdict);
        Assert.Equal("whether it helps shows in the validation loss of a whole run, and not in the training loss", Try(finding with { Check = "overfitting" }).Verdict);
    }

    [Fact]
    public void A_batch_of_another_size_begins_where_as_many_examples_of_the_epoch_have_been_seen()
    {
        // Stopped after 10 of 18 batches of 50: a batch of 200 has 5 in an epoch.
        RunFolder run = TrainedRun.Stop(_folder["run"], () => new LeNet(), 10);

        Counterfactual[] tried = [.. Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--batch-size", "200"), Suggest("--batch-size", "10")], 16, fromStart: false)];

        Assert.Equal(["--batch-size", "--batch-size"], tried.Select(one => one.Options[0]));
        Assert.All(tried, one => Assert.True(one is { FirstStep: 10, With: > 0 and < 3 }, $"{one}"));
    }

    [Fact]
    public void Another_optimizer_begins_with_moments_of_its_own_from_the_weights_of_the_newest_checkpoint()
    {
        RunFolder run = TrainedRun.Make(_folder["run"], learningRate: 0.002);

        Counterfactual tried = Assert.Single(Counterfactual.Try(run, () => new LeNet(), Glyphs.Data, [Suggest("--optimizer", "sgd"), Suggest("--optimizer", "adam")], 16, fromStart: false));

        Assert.Equal(["--optimizer", "sgd"], tried.Options);
        Assert.Equal(36, tried.FirstStep);
        Assert.InRange(tried.With, 0.1, 1.5);
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
