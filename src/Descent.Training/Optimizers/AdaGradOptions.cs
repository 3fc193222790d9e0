using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>AdaGrad (Duchi, Hazan, Singer 2011): s ← s + g²; w ← w − lr·g / (√s + ε).</summary>
public sealed record AdaGradOptions : OptimizerOptions
{
    /// <summary>ε, above 1e-45, which is 0 in float32.</summary>
    public double Epsilon { get; init; } = 1e-10;

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "adagrad";

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Above("epsilon", Epsilon, LeastEpsilon);
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override Optimizer Create(FlatParameters parameters, int threads) => new AdaGrad(parameters, this, threads);
}
