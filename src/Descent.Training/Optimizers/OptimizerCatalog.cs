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
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="learningRate">The base learning rate.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="options">Its other options as text, "name=value" joined by commas, for example "momentum=0.95,nesterov".</param>
    /// <exception cref="RunConfigurationException">The name or an option is unknown, or a value cannot be read.</exception>
    public static OptimizerOptions Create(string name, double? learningRate = null, double? weightDecay = null, string? options = null)
    {
        if (!Makers.TryGetValue(name, out Func<double?, double?, OptimizerOptions>? make))
        {
            throw new RunConfigurationException(new Mistake("The optimizer is unknown.", name, string.Join(", ", Names), NearestName.Suggest(name, Names)));
        }

        var mistakes = new MistakeList();
        var named = new NamedOptions(name, options, mistakes);
        OptimizerOptions made = make(learningRate, weightDecay).With(named);
        named.RefuseOthers();
        return mistakes.Items.Count == 0 ? made : throw new RunConfigurationException(mistakes.Items);
    }
}
