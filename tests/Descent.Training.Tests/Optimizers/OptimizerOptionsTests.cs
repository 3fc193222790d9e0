using Descent.Training.Optimizers;

namespace Descent.Training.Tests.Optimizers;

public sealed class OptimizerOptionsTests
{
    public static TheoryData<OptimizerOptions, string> Wrong => new()
    {
        { new SgdOptions { LearningRate = 0 }, "--learning-rate" },
        { new SgdOptions { LearningRate = -0.1 }, "--learning-rate" },
        { new SgdOptions { LearningRate = double.NaN }, "--learning-rate" },
        { new SgdOptions { LearningRate = double.PositiveInfinity }, "--learning-rate" },
        { new SgdOptions { LearningRate = 1, WeightDecay = -1e-9 }, "--weight-decay" },
        { new SgdOptions { LearningRate = 1, WeightDecay = double.PositiveInfinity }, "--weight-decay" },
        { new SgdOptions { LearningRate = 1, WeightDecay = double.NaN }, "--weight-decay" },
        { new MomentumOptions { LearningRate = 1, Momentum = -0.1 }, "momentum" },
        { new MomentumOptions { LearningRate = 1, Momentum = 1 }, "momentum" },
        { new MomentumOptions { LearningRate = 1, Dampening = 1.1 }, "dampening" },
        { new AdaGradOptions { LearningRate = 1, Epsilon = 0 }, "epsilon" },
        { new AdaGradOptions { LearningRate = 1, LearningRateDecay = -1 }, "learning-rate-decay" },
        { new AdaGradOptions { LearningRate = 1, InitialAccumulator = -1 }, "initial-accumulator" },
        { new RmsPropOptions { LearningRate = 1, Momentum = 1 }, "momentum" },
        { new RmsPropOptions { LearningRate = 1, Alpha = -0.1 }, "alpha" },
        { new RmsPropOptions { LearningRate = 1, Alpha = 1 }, "alpha" },
        { new RmsPropOptions { LearningRate = 1, Epsilon = 0 }, "epsilon" },
        { new AdamOptions { LearningRate = 1, Beta1 = -0.1 }, "beta1" },
        { new AdamOptions { LearningRate = 1, Beta1 = 1 }, "beta1" },
        { new AdamOptions { LearningRate = 1, Beta2 = -0.1 }, "beta2" },
        { new AdamOptions { LearningRate = 1, Beta2 = 1 }, "beta2" },
        { new AdamOptions { LearningRate = 1, Epsilon = 0 }, "epsilon" },
        { new AdamWOptions { LearningRate = 1, Epsilon = -1 }, "epsilon" },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void A_number_out_of_range_is_one_mistake_that_names_it(OptimizerOptions options, string name) =>
        Assert.StartsWith($"{name} is out of range", Assert.Single(options.FindMistakes()).What, StringComparison.Ordinal);

    // 1e-46 is 0 in float32, and 0/0 would turn every weight without a gradient into NaN.
    [Fact]
    public void An_epsilon_that_vanishes_in_float32_is_a_mistake()
    {
        Assert.Single(new AdamOptions { LearningRate = 1, Epsilon = 1e-46 }.FindMistakes());
        Assert.Single(new AdaGradOptions { LearningRate = 1, Epsilon = 1e-46 }.FindMistakes());
        Assert.Single(new RmsPropOptions { LearningRate = 1, Epsilon = 1e-46 }.FindMistakes());
    }

    [Fact]
    public void The_borders_that_belong_to_a_range_are_none()
    {
        Assert.Empty(new MomentumOptions { LearningRate = double.Epsilon, Momentum = 0, WeightDecay = 0 }.FindMistakes());
        Assert.Empty(new AdamOptions { LearningRate = 1, Beta1 = 0, Beta2 = 0.9999999, Epsilon = 1e-30 }.FindMistakes());
        Assert.Empty(new RmsPropOptions { LearningRate = 1, Alpha = 0 }.FindMistakes());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.9, 0.1)]
    public void Nesterov_needs_momentum_and_no_dampening(double momentum, double dampening) => Assert.StartsWith(
        "Nesterov's step", Assert.Single(new MomentumOptions { LearningRate = 1, Nesterov = true, Momentum = momentum, Dampening = dampening }.FindMistakes()).What,
        StringComparison.Ordinal);

    [Fact]
    public void Everything_wrong_is_told_at_once() =>
        Assert.Equal(5, new AdamOptions { LearningRate = 0, WeightDecay = -1, Beta1 = 2, Beta2 = 2, Epsilon = 0 }.FindMistakes().Count);
}
