using Descent.Doctor.History;
using Descent.Training.Optimizers;

namespace Descent.Doctor.Tests.Checks;

public sealed class HighLearningRateCheckTests
{
    private const string Id = "high-learning-rate";

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(0.05, true)]
    public void A_rise_counts_where_the_losses_own_noise_does_not_explain_it(double deviation, bool isFound)
    {
        SyntheticRun run = new SyntheticRun().Weights(Quantity.Update, _ => 0.03).Probe(Quantity.LossDeviation, _ => deviation)
            .Probe(Quantity.LossMean, step => step < 100 ? 2.3 - (step / 100.0) : step > 370 ? 1.7 : 1.3);

        Assert.Equal(isFound, run.Ask(Id) is not null);
    }

    [Fact]
    public void A_loss_that_jumped_and_came_back_was_thrown() =>
        Assert.NotNull(new SyntheticRun().Weights(Quantity.Update, step => step == 1 ? 0.5 : 0.001).Probe(Quantity.LossMean, step => step == 10 ? 120 : 2.3).Ask(Id));

    [Fact]
    public void The_first_update_of_a_weight_that_begins_at_0_is_no_long_step() =>
        Assert.Null(new SyntheticRun().Weights(Quantity.Update, step => step == 1 ? 1e40 : 0.001).Probe(Quantity.LossMean, _ => 2.3).Ask(Id));

    [Theory]
    [InlineData(0.5, "0.1", "0.1")] // a tenth
    [InlineData(5, "0.02", "0.1")] // one step moved the weights by five times themselves: to a tenth of them, but for a single gradient
    public void The_rate_that_it_names_makes_steps_of_at_most_a_tenth_of_the_weights(double first, string adaptive, string plain)
    {
        string Advice(OptimizerOptions optimizer)
        {
            var run = new SyntheticRun { Optimizer = optimizer };
            return run.Weights(Quantity.Update, step => step == 1 ? first : 0.15).Probe(Quantity.LossMean, _ => 2.3).Ask(Id)!.Options[^1];
        }

        Assert.Equal(adaptive, Advice(new AdamOptions { LearningRate = 1 }));
        Assert.Equal(plain, Advice(new MomentumOptions { LearningRate = 1 }));
    }
}
