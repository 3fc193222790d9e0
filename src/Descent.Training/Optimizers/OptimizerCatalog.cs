using Descent.Runs;

namespace Descent.Training.Optimizers;

/// <summary>The optimizers by name.</summary>
public static class OptimizerCatalog
{
    private static readonly Dictionary<string, Func<double?, double?, OptimizerOptions>> Makers = new()
    {
        ["sgd"] = (rate, decay) => new SgdOptions { LearningRate = rate ?? 0.05, WeightDecay = decay ?? 0 },
        ["momentum"] = (rate, decay) => new MomentumOptions { LearningRate = rate ?? 0.02, WeightDecay = decay ?? 0 },
        ["adagrad"] = (rate, decay) => new AdaGradOptions { LearningRate = rate ?? 0.01, WeightDecay = decay ?? 0 },
        ["rmsprop"] = (rate, decay) => new RmsPropOptions { LearningRate = rate ?? 0.001, WeightDecay = decay ?? 0 },
        ["adam"] = (rate, decay) => new AdamOptions { LearningRate = rate ?? 0.002, WeightDecay = decay ?? 0 },
        ["adamw"] = (rate, decay) => new AdamWOptions { LearningRate = rate ?? 0.002, WeightDecay = decay ?? 0.01 },
    };

    /// <summary>The known names.</summary>
    public static IReadOnlyCollection<string> Names => Makers.Keys;

    /// <summary>An optimizer's options by name, with its own default learning rate and weight decay where none is given.</summary>
    /// <exception cref="RunConfigurationException">The name is unknown.</exception>
    public static OptimizerOptions Create(string name, double? learningRate = null, double? weightDecay = null) =>
        Makers.TryGetValue(name, out Func<double?, double?, OptimizerOptions>? make)
            ? make(learningRate, weightDecay)
            : throw new RunConfigurationException(
                new Mistake("The optimizer is unknown.", name, string.Join(", ", Names), NearestName.Suggest(name, Names)));
}
