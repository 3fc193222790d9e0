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
    public void An_unknown_name_is_refused_with_the_known_ones_and_the_nearest()
    {
        Mistake mistake = Assert.Single(Assert.Throws<RunConfigurationException>(() => OptimizerCatalog.Create("adamm")).Mistakes);

        Assert.Equal("adamm", mistake.Received);
        Assert.Equal("sgd, momentum, adagrad, rmsprop, adam, adamw", mistake.Allowed);
        Assert.Equal("Did you mean 'adam'?", mistake.Fix);
    }
}
