using Descent.Runs;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests.Optimizers;

public sealed class OptimizerCatalogTests
{
    [Theory]
    [InlineData("sgd", typeof(SgdOptions), 0.05, 0)]
    [InlineData("momentum", typeof(MomentumOptions), 0.02, 0)]
    [InlineData("adagrad", typeof(AdaGradOptions), 0.01, 0)]
    [InlineData("rmsprop", typeof(RmsPropOptions), 0.001, 0)]
    [InlineData("adam", typeof(AdamOptions), 0.002, 0)]
    [InlineData("adamw", typeof(AdamWOptions), 0.002, 0.01)]
    public void Every_name_makes_its_options_with_its_own_defaults(string name, Type type, double rate, double decay)
    {
        OptimizerOptions options = OptimizerCatalog.Create(name);

        Assert.IsType(type, options);
        Assert.Equal((name, rate, decay), (options.Name, options.LearningRate, options.WeightDecay));
        Assert.Empty(options.FindMistakes());
        Assert.Contains(name, OptimizerCatalog.Names);
    }

    [Fact]
    public void What_is_given_replaces_the_defaults() => Assert.All(OptimizerCatalog.Names, name =>
    {
        OptimizerOptions options = OptimizerCatalog.Create(name, 0.3, 0.4);
        Assert.Equal((0.3, 0.4), (options.LearningRate, options.WeightDecay));
        Assert.Equal(0, OptimizerCatalog.Create(name, weightDecay: 0).WeightDecay);
    });

    [Fact]
    public void Every_option_can_be_given_as_text()
    {
        Assert.Equal(
            new MomentumOptions { LearningRate = 1, Momentum = 0.95, Dampening = 0.5, Nesterov = true, DecayBiasesAndNorms = true },
            OptimizerCatalog.Create("momentum", 1, options: "momentum=0.95, dampening=0.5,nesterov,decay-biases-and-norms=true"));
        Assert.Equal(
            new AdaGradOptions { LearningRate = 1, Epsilon = 1e-5, LearningRateDecay = 0.1, InitialAccumulator = 0.2 },
            OptimizerCatalog.Create("adagrad", 1, options: "epsilon=1e-5,learning-rate-decay=0.1,initial-accumulator=0.2"));
        Assert.Equal(
            new RmsPropOptions { LearningRate = 1, Alpha = 0.9, Epsilon = 1e-5, Momentum = 0.5, Centered = true },
            OptimizerCatalog.Create("rmsprop", 1, options: "alpha=0.9,epsilon=1e-5,momentum=0.5,centered"));
        Assert.Equal(
            new AdamWOptions { LearningRate = 1, WeightDecay = 0.01, Beta1 = 0.8, Beta2 = 0.9, Epsilon = 1e-5, AmsGrad = true },
            OptimizerCatalog.Create("adamw", 1, options: "beta1=0.8,beta2=0.9,epsilon=1e-5,amsgrad"));
    }

    [Fact]
    public void Every_wrong_option_is_told_at_once_with_the_nearest_name()
    {
        IReadOnlyList<Mistake> mistakes = Assert.Throws<RunConfigurationException>(
            () => OptimizerCatalog.Create("adam", options: "beta3=0.9,epsilon=x,amsgrad=maybe")).Mistakes;

        Assert.Equal(
            ["adam's option 'epsilon' cannot be read.", "adam's option 'amsgrad' cannot be read.", "adam has no option 'beta3'."],
            mistakes.Select(mistake => mistake.What));
        Assert.StartsWith("Did you mean 'beta", mistakes[2].Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_known_ones_and_the_nearest()
    {
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => OptimizerCatalog.Create("adamm")).Mistakes);

        Assert.Equal("adamm", mistake.Received);
        Assert.Equal("sgd, momentum, adagrad, rmsprop, adam, adamw", mistake.Allowed);
        Assert.Equal("Did you mean 'adam'?", mistake.Fix);
    }
}
