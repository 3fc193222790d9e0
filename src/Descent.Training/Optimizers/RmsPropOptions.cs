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

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "rmsprop";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("alpha", Alpha, 0, double.BitDecrement(1));
        mistakes.Above("epsilon", Epsilon, LeastEpsilon);
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override Optimizer Create(FlatParameters parameters, int threads) => new RmsProp(parameters, this, threads);
}
