using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The gradient is many times what it was, or the first layers get a far greater one than the last.</summary>
internal sealed class ExplodingGradientCheck : Check
{
    private const double Growth = 100;
    private const double LayerRatio = 1000;
    private const double LongStep = 2;
    private const double NotableStep = 0.75;
    private const double NotableRatio = 10;
    private const int Newest = 5;

    public override string Id => "exploding-gradient";

    public override string Title => "Exploding gradients";

    public override string Threshold =>
        "The gradient's norm is over 100 times its median so far, over twice the weights' norm, or over 0.75 of it while the first weight's, relative to the weight, is over 10 times the last's; or that ratio is over 1,000 (torchmortem: critical at 1,000).";

    public override string Why =>
        "One step along a gradient that is a hundred times too long throws the weights far from where they were. What was learned before is lost, and the numbers may overflow next.";

    public override int? Experiment => 17;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series norms = run[Quantity.GradientNorm];
        double now = norms.Median(Newest);
        double usual = norms.Median();
        if (norms.Count >= 8 && now > Growth * usual)
        {
            yield return Say(
                run, Severity.Error, "", $"The gradient's norm is {Show(now)}, {Show(now / usual)} times its median over the run.",
                "Limit the gradient's norm, and take a smaller learning rate.", ["--clip-norm", Option(Math.Max(usual, 1e-6)), "--learning-rate", Option(run.Plan.Optimizer.LearningRate / 3)],
                new Evidence("gradient norm over its median", now / usual, Growth));
            yield break;
        }

        ParameterFacts[] weights = [.. run.Facts.Parameters.Where(parameter => parameter.IsWeight)];
        if (weights.Length < 2 || norms.Count < Newest)
        {
            yield break;
        }

        double weight = Math.Sqrt(weights.Sum(parameter => Math.Pow(run[Quantity.Weight(parameter.Name)].Median(Newest), 2)));
        double length = now / weight;
        double ratio = Relative(run, weights[0].Name) / Relative(run, weights[^1].Name);
        bool isSteep = double.IsFinite(ratio) && (ratio > LayerRatio || (ratio > NotableRatio && length > NotableStep));
        if (length > LongStep || isSteep)
        {
            yield return Say(
                run, length > LongStep ? Severity.Error : Severity.Warning, weights[0].Name,
                $"The gradient's norm is {Show(length)} of the weights'; {weights[0].Name} gets {Show(ratio)} times the gradient that {weights[^1].Name} gets, each relative to its weights.",
                "Draw smaller initial weights (He's or Xavier's scheme), scale labels to a deviation of 1, or limit the gradient's norm.", ["--clip-norm", "1"],
                new Evidence("gradient norm over the weights' norm", length, LongStep),
                new Evidence($"gradient of {weights[0].Name} over {weights[^1].Name}, relative to the weights", ratio, LayerRatio));
        }
    }

    private static double Relative(RunHistory run, string name) => run[Quantity.Gradient(name)].Median(Newest) / run[Quantity.Weight(name)].Median(Newest);
}
