using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The first layers get a far smaller gradient than the last, each against its own weights.</summary>
internal sealed class VanishingGradientCheck : Check
{
    private const double Warn = 1e-3;
    private const double Severe = 1e-5;
    private const double Stuck = 1e-2;
    private const double High = 0.9;
    private const int Newest = 5;

    public override string Id => "vanishing-gradient";

    public override string Title => "Vanishing gradients";

    public override string Threshold =>
        "The gradient's norm over the weights' norm of the first weight is under 1/1,000 of that of the last (AUTOTRAINER: first over last under 1e-3), the median of five probes; or under 1/100 while the loss rests at that of guessing.";

    public override string Why =>
        "Going backward each layer multiplies the gradient by its slope and weights, and many factors below 1 leave nothing for the first layers. They stay as they were drawn, and the layers behind them learn from noise.";

    public override int? Experiment => 17;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        ParameterFacts[] weights = [.. run.Facts.Parameters.Where(parameter => parameter.IsWeight)];
        if (weights.Length < 3)
        {
            yield break;
        }

        double first = Relative(run, weights[0].Name);
        double last = Relative(run, weights[^1].Name);
        double ratio = first / last;
        bool isStuck = ratio < Stuck && LossTrend.Of(run) is { IsFlat: true, Level: > High };
        if (!(ratio > 0) || !(ratio < Warn || isStuck))
        {
            yield break;
        }

        yield return Say(
            run, ratio < Severe ? Severity.Error : Severity.Warning, weights[0].Name,
            $"{weights[0].Name} gets {Show(ratio)} of the gradient that {weights[^1].Name} gets, each relative to its weights.",
            "Use ReLU in place of sigmoid or tanh, He initialization, batch normalization or residual connections; or fewer layers.", [],
            new Evidence($"gradient of {weights[0].Name} over {weights[^1].Name}, relative to the weights", ratio, Warn),
            new Evidence($"gradient norm of {weights[0].Name}", run[Quantity.Gradient(weights[0].Name)].Median(Newest)),
            new Evidence($"gradient norm of {weights[^1].Name}", run[Quantity.Gradient(weights[^1].Name)].Median(Newest)));
    }

    private static double Relative(RunHistory run, string name) =>
        run[Quantity.Gradient(name)].Count < 2 ? double.NaN : run[Quantity.Gradient(name)].Median(Newest) / run[Quantity.Weight(name)].Median(Newest);
}
