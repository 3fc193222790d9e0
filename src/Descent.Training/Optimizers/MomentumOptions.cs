using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>Gradient descent with momentum (Polyak 1964) or Nesterov's (Sutskever et al. 2013): v ← m·v + g; w ← w − lr·v.</summary>
public sealed record MomentumOptions : OptimizerOptions
{
    /// <summary>The share of the velocity that stays, in [0, 1); 0.9 by default.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Whether the gradient is taken a step ahead: w ← w − lr·(g + m·v).</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "momentum";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("momentum", Momentum, 0, double.BitDecrement(1));
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override Optimizer Create(FlatParameters parameters, int threads) => new Momentum(parameters, this, threads);
}
