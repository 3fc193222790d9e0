using System.Text.Json.Serialization;
using Descent.Training.Loop;

namespace Descent.Training.Optimizers;

/// <summary>Stochastic gradient descent (Robbins, Monro 1951): w ← w − lr·g.</summary>
public sealed record SgdOptions : OptimizerOptions
{
    /// <inheritdoc />
    [JsonIgnore]
    public override string Name => "sgd";

    internal override Optimizer Create(ParameterShard parameters, int threads) => new Sgd(parameters, this, threads);
}
