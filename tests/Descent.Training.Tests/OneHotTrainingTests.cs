using Descent.Data.Sources;
using Descent.Models;
using Descent.Runs;
using Descent.Training.Artifacts;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests;

/// <summary>Labels as probabilities made by the loader.</summary>
public sealed class OneHotTrainingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Gives_the_numbers_of_label_smoothing_in_the_loss(double smoothing)
    {
        using var folder = new TemporaryFolder();
        TrainingOutcome labels = Train(folder["labels"], FormattableString.Invariant($"one-hot:{smoothing}"), Loss.CrossEntropy);
        TrainingOutcome loss = Train(folder["loss"], "", new CrossEntropyLoss(smoothing));

        Assert.Equal(loss.Train!.Loss, labels.Train!.Loss, 1e-4);
        Assert.Equal(loss.Validation!.Loss, labels.Validation!.Loss, 1e-4);
        Assert.Equal(loss.Test!.Loss, labels.Test!.Loss, 1e-4);
        Assert.Equal((loss.Train.Accuracy, loss.Test.Accuracy), (labels.Train.Accuracy, labels.Test.Accuracy));
    }

    [Fact]
    public void A_squared_loss_can_be_trained_and_the_model_evaluated()
    {
        using var folder = new TemporaryFolder();
        TrainingOutcome outcome = Train(folder["run"], "one-hot", new MeanSquaredLoss());
        using TrainedModel model = TrainedModel.Load(outcome.Run, _ => new Mlp([1, 28, 28], 10));

        Assert.Null(outcome.Test!.Accuracy);
        Assert.InRange(outcome.Test.Loss, 0, 0.5);
        Assert.True(model.Evaluate((IMapSource)Glyphs.Few(100).Test!).Score.Accuracy > 0.3);
    }

    [Fact]
    public void Without_one_hot_labels_a_squared_loss_says_how_to_get_them()
    {
        using var folder = new TemporaryFolder();
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => Train(folder["run"], "", new MeanSquaredLoss())).Mistakes);

        Assert.Contains("--transforms one-hot", mistake.Fix, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["run"]));
    }

    private static TrainingOutcome Train(string output, string transforms, Loss loss) => new Trainer(
            new TrainingOptions { Epochs = 1, BatchSize = 16, Transforms = transforms, Threads = 1 }, new TrainerSetup { Output = output })
        .Fit(() => new Mlp([1, 28, 28], 10), Glyphs.Few(400), new AdamOptions { LearningRate = 0.002 }, loss);
}
