using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>Which optimizer and with what numbers; saved with the run.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SgdOptions), "sgd")]
[JsonDerivedType(typeof(MomentumOptions), "momentum")]
[JsonDerivedType(typeof(AdaGradOptions), "adagrad")]
[JsonDerivedType(typeof(RmsPropOptions), "rmsprop")]
[JsonDerivedType(typeof(AdamOptions), "adam")]
[JsonDerivedType(typeof(AdamWOptions), "adamw")]
public abstract record OptimizerOptions
{
    // Below it ε is 0 in float32, and 0/0 makes a weight that gets no gradient NaN.
    private protected const double LeastEpsilon = 1e-45;

    /// <summary>The base learning rate, above 0.</summary>
    public required double LearningRate { get; init; }

    /// <summary>
    /// Weight decay, 0 or more. An L2 term added to the gradient, except in <see cref="AdamWOptions"/>, where it is decoupled:
    /// the weights shrink by learning rate × decay (Loshchilov, Hutter 2019).
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether parameters with fewer than two dimensions, biases and norms, decay too; they do not by default.</summary>
    public bool DecayBiasesAndNorms { get; init; }

    /// <summary>The name on the command line.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>What is wrong with these numbers; empty when nothing is.</summary>
    public virtual IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Above("--learning-rate", LearningRate, 0);
        mistakes.Range("--weight-decay", WeightDecay, 0, double.MaxValue);
        return mistakes.Items;
    }

    /// <summary>These options with those that a user named.</summary>
    internal virtual OptimizerOptions With(NamedOptions options) =>
        this with { DecayBiasesAndNorms = options.Flag("decay-biases-and-norms") ?? DecayBiasesAndNorms };

    internal abstract Optimizer Create(ParameterShard parameters, int threads);

    internal Optimizer Create(FlatParameters parameters, int threads) => Create(new ParameterShard(parameters), threads);
}
