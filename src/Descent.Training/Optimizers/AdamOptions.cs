using System.Text.Json.Serialization;
using Descent.Runs;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>Adam (Kingma, Ba 2015): moments of g and g² with bias correction; weight decay is an L2 term in the gradient.</summary>
public record AdamOptions : OptimizerOptions
{
    /// <summary>The share of the first moment that stays, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The share of the second moment that stays, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε, above 1e-45, which is 0 in float32.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether the largest second moment so far stands for the present one (Reddi, Kale, Kumar 2018).</summary>
    public bool AmsGrad { get; init; }

    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "adam";

    internal virtual bool IsDecayDecoupled => false;

    /// <inheritdoc />
    public override IReadOnlyList<Mistake> FindMistakes()
    {
        var mistakes = new MistakeList();
        mistakes.Range("beta1", Beta1, 0, double.BitDecrement(1));
        mistakes.Range("beta2", Beta2, 0, double.BitDecrement(1));
        mistakes.Above("epsilon", Epsilon, LeastEpsilon);
        return [.. base.FindMistakes(), .. mistakes.Items];
    }

    internal override OptimizerOptions With(NamedOptions options) => (AdamOptions)base.With(options) with
    {
        Beta1 = options.Number("beta1") ?? Beta1,
        Beta2 = options.Number("beta2") ?? Beta2,
        Epsilon = options.Number("epsilon") ?? Epsilon,
        AmsGrad = options.Flag("amsgrad") ?? AmsGrad,
    };

    internal override Optimizer Create(ParameterShard parameters, int threads) => new Adam(parameters, this, threads);
}
