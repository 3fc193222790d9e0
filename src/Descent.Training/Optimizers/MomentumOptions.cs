using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>Gradient descent with momentum (Polyak 1964) or Nesterov's (Sutskever et al. 2013): v ← m·v + (1 − d)·g; w ← w − lr·v.</summary>
public sealed record MomentumOptions : OptimizerOptions
{
    /// <summary>The share of the velocity that stays, in [0, 1); 0.9 by default.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>d, the share of each gradient but the first that the velocity leaves out, 0 to 1; 0 by default.</summary>
    public double Dampening { get; init; }

    /// <summary>Whether the gradient is taken a step ahead: w ← w − lr·(g + m·v); needs momentum and no dampening.</summary>
    public bool Nesterov { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "momentum";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("momentum", Momentum, 0, double.BitDecrement(1));
        mistakes.Range("dampening", Dampening, 0, 1);
        if (Nesterov && (Momentum == 0 || Dampening != 0))
        {
            mistakes.Add(
                "Nesterov's step needs momentum and no dampening.", FormattableString.Invariant($"momentum {Momentum}, dampening {Dampening}"),
                "momentum above 0, dampening 0", "Leave out nesterov or dampening.");
        }

        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override OptimizerOptions With(NamedOptions options) => (MomentumOptions)base.With(options) with
    {
        Momentum = options.Number("momentum") ?? Momentum,
        Dampening = options.Number("dampening") ?? Dampening,
        Nesterov = options.Flag("nesterov") ?? Nesterov,
    };

    internal override Optimizer Create(ParameterShard parameters, int threads) => new Momentum(parameters, this, threads);
}
