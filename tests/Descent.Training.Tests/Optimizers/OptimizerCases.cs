using Descent.Training.Loop;
using Descent.Training.Optimizers;

namespace Descent.Training.Tests.Optimizers;

/// <summary>Every optimizer, some once more with their options, for the suites that all of them pass.</summary>
internal static class OptimizerCases
{
    private static readonly Dictionary<string, OptimizerOptions> Options = new()
    {
        ["sgd"] = new SgdOptions { LearningRate = 0.05 },
        ["momentum"] = new MomentumOptions { LearningRate = 0.02 },
        ["nesterov"] = new MomentumOptions { LearningRate = 0.02, Nesterov = true },
        ["dampened"] = new MomentumOptions { LearningRate = 0.02, Dampening = 0.3 },
        ["adagrad"] = new AdaGradOptions { LearningRate = 0.01 },
        ["adagrad-decayed"] = new AdaGradOptions { LearningRate = 0.01, LearningRateDecay = 0.1, InitialAccumulator = 0.2 },
        ["rmsprop"] = new RmsPropOptions { LearningRate = 0.002 },
        ["rmsprop-centered"] = new RmsPropOptions { LearningRate = 0.002, Momentum = 0.5, Centered = true, Epsilon = 1e-3 },
        ["amsgrad"] = new AdamOptions { LearningRate = 0.003, AmsGrad = true },
        ["adam"] = new AdamOptions { LearningRate = 0.003 },
        ["adamw"] = new AdamWOptions { LearningRate = 0.003 },
    };

    public static TheoryData<string> Names => [.. Options.Keys];

    public static OptimizerOptions Get(string name, double weightDecay = 0, bool decayAll = false) =>
        Options[name] with { WeightDecay = weightDecay, DecayBiasesAndNorms = decayAll };

    /// <summary>Sets every gradient, padding left out, to numbers that depend on the step.</summary>
    public static void FillGradients(FlatParameters parameters, int step)
    {
        for (int i = 0; i < parameters.Slots.Count; i++)
        {
            ParameterSlot slot = parameters.Slots[i];
            TestNetworks.Wave(slot.Length, (step * 10) + i).CopyTo(parameters.Gradients[slot.Offset..]);
        }
    }

    /// <summary>Updates with a learning rate that changes from step to step.</summary>
    public static void Update(Optimizer optimizer, FlatParameters parameters, double learningRate, int step)
    {
        FillGradients(parameters, step);
        optimizer.Update(RateAt(learningRate, step));
    }

    public static double RateAt(double learningRate, int step) => learningRate * (1 - (step / 40.0));
}
