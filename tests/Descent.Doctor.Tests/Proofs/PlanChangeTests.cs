using Descent.Doctor.Proofs;
using Descent.Training;
using Descent.Training.Losses;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Tests.Proofs;

public sealed class PlanChangeTests
{
    private static readonly TrainingPlan Plan = new(new TrainingOptions { BatchSize = 64, ChunkSize = 32 }, new MomentumOptions { LearningRate = 0.1 }, Loss.CrossEntropy);

    [Fact]
    public void Changes_what_a_fork_can_try()
    {
        string[] words = ["--learning-rate", "0.5", "--weight-decay", "0.01", "--clip-norm", "2", "--batch-size", "16"];

        TrainingPlan changed = PlanChange.Apply(Plan, words, out IReadOnlyList<string> tried);

        Assert.Equal(words, tried);
        Assert.Equal((0.5, 0.01, 2.0, 16), (changed.Optimizer.LearningRate, changed.Optimizer.WeightDecay, changed.Training.ClipNorm, changed.Training.BatchSize));
        Assert.Equal(16, changed.Training.ChunkSize);
        Assert.Equal(8, PlanChange.Apply(Plan, ["--chunk-size", "8"], out _).Training.ChunkSize);
        Assert.IsType<AdamOptions>(PlanChange.Apply(Plan, ["--optimizer", "adam"], out _).Optimizer);
    }

    [Theory]
    [InlineData("--workers", "4")]
    [InlineData("--loss", "cross-entropy")]
    [InlineData("--label-smoothing", "0.1")]
    [InlineData("--early-stop", "3")]
    [InlineData("--optimizer", "momentum")]
    public void Leaves_out_what_changes_nothing_that_can_be_compared(params string[] words)
    {
        Assert.Same(Plan, PlanChange.Apply(Plan, words, out IReadOnlyList<string> tried));
        Assert.Empty(tried);
    }
}
