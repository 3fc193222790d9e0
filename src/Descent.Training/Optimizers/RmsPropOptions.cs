using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>RMSProp (Tieleman, Hinton 2012, lecture 6.5): s ← a·s + (1 − a)·g²; w ← w − lr·g / (√s + ε).</summary>
public sealed record RmsPropOptions : OptimizerOptions
{
    /// <summary>a, the share of the average that stays, in [0, 1); 0.99 by default.</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>ε, above 1e-45, which is 0 in float32.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>The share of a velocity of the updates that stays, in [0, 1); 0, no velocity, by default.</summary>
    public double Momentum { get; init; }

    /// <summary>Whether the gradient's variance stands for its mean square: √(s − ḡ²) (Graves 2013).</summary>
    public bool Centered { get; init; }

    internal bool HasVelocity => Momentum > 0;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "rmsprop";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("alpha", Alpha, 0, double.BitDecrement(1));
        mistakes.Above("epsilon", Epsilon, LeastEpsilon);
        mistakes.Range("momentum", Momentum, 0, double.BitDecrement(1));
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override OptimizerOptions With(NamedOptions options) => (RmsPropOptions)base.With(options) with
    {
        Alpha = options.Number("alpha") ?? Alpha,
        Epsilon = options.Number("epsilon") ?? Epsilon,
        Momentum = options.Number("momentum") ?? Momentum,
        Centered = options.Flag("centered") ?? Centered,
    };

    internal override Optimizer Create(ParameterShard parameters, int threads) => new RmsProp(parameters, this, threads);
}
