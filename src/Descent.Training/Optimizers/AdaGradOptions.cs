using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>AdaGrad (Duchi, Hazan, Singer 2011): s ← s + g²; w ← w − lr·g / (√s + ε).</summary>
public sealed record AdaGradOptions : OptimizerOptions
{
    /// <summary>ε, above 1e-45, which is 0 in float32.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <summary>d in lr / (1 + (t − 1)·d), t the step from 1; 0 or more, 0 by default.</summary>
    public double LearningRateDecay { get; init; }

    /// <summary>What s begins with, 0 or more; 0 by default.</summary>
    public double InitialAccumulator { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "adagrad";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Above("epsilon", Epsilon, LeastEpsilon);
        mistakes.Range("learning-rate-decay", LearningRateDecay, 0, double.MaxValue);
        mistakes.Range("initial-accumulator", InitialAccumulator, 0, float.MaxValue);
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override OptimizerOptions With(NamedOptions options) => (AdaGradOptions)base.With(options) with
    {
        Epsilon = options.Number("epsilon") ?? Epsilon,
        LearningRateDecay = options.Number("learning-rate-decay") ?? LearningRateDecay,
        InitialAccumulator = options.Number("initial-accumulator") ?? InitialAccumulator,
    };

    internal override Optimizer Create(ParameterShard parameters, int threads) => new AdaGrad(parameters, this, threads);
}
