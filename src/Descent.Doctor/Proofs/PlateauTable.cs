using System.Globalization;

namespace Descent.Doctor.Proofs;

/// <summary>The evidence of a proof as lines that a learner can read.</summary>
public static class PlateauTable
{
    /// <summary>The answer in a few words, for example "a saddle".</summary>
    public static string Words(PlateauAnswer answer) => answer switch
    {
        PlateauAnswer.StillImproving => "still improving",
        PlateauAnswer.Minimum => "a minimum of the training loss",
        PlateauAnswer.Saddle => "a saddle",
        PlateauAnswer.Ledge => "a ledge",
        PlateauAnswer.VanishedGradient => "vanished gradients",
        _ => "not decidable",
    };

    /// <summary>The lines, in the order in which they are asked.</summary>
    public static IReadOnlyList<PlateauRow> Rows(PlateauEvidence evidence)
    {
        (LossSlope slope, LossCurvature curvature) = (evidence.Slope, evidence.Curvature);
        List<PlateauRow> rows =
        [
            new("loss", $"{Number(evidence.Loss)}, over {evidence.Examples} examples", $"{Percent(evidence.Loss / evidence.Guessing)} of that of guessing"),
            new(
                $"as it is, at rate {Number(evidence.LearningRate)}", $"{Percent(evidence.Fall.Mean)} lower in {evidence.Steps} steps (95 %: {Percent(evidence.Fall.Low)} to {Percent(evidence.Fall.High)})",
                evidence.IsFalling ? "it still falls" : "it does not fall"),
            .. evidence.Trials.Select(Row),
            new("slope over the noise of a step", Number(slope.SignalToNoise), slope.SignalToNoise < 1 ? "a step sees more noise than slope" : "a step sees the slope"),
            new("to gain in one best step down", Percent(curvature.StepGain / evidence.Scale), evidence.IsUsedUp ? "next to nothing" : double.IsNaN(curvature.StepGain) ? "it is not curved upward that way" : "the slope leads on"),
            new("a walk along the slope", Walk(evidence.Descent, evidence.Scale), evidence.LeadsDown ? "it leads down" : "it leads nowhere"),
            new("largest curvature", $"{Number(curvature.Largest)} ± {Number(curvature.Error)}", curvature.Largest > 2 * curvature.Error ? "curved upward" : "flat within the error"),
            new("smallest curvature", $"{Number(curvature.Smallest)} ± {Number(curvature.Error)}", evidence.IsCurvedDown ? "curved downward in that direction" : "not curved downward beyond the error"),
            new("a walk along the smallest", Walk(curvature.Walk, evidence.Scale), evidence.HasWayDown ? "there is a way down" : "no way down"),
        ];
        if (Least(slope) is { } least)
        {
            rows.Add(new("least gradient of a weight", $"{Number(least.Share)} of the last weight's, at {least.Name}", least.Share < 1e-3 ? "next to nothing reaches it" : "it is reached"));
        }

        return rows;
    }

    private static string Walk(LossWalk walk, double scale) => $"{Percent(walk.Gain / scale)} lower, ± {Percent(2 * walk.Error / scale)}";

    private static PlateauRow Row(PlateauTrial trial) => new(
        string.Join(' ', trial.Options),
        double.IsNaN(trial.Ratio.Mean) ? "not finite" : $"{Number(trial.Ratio.Mean)} times the loss (95 %: {Number(trial.Ratio.Low)} to {Number(trial.Ratio.High)})",
        double.IsNaN(trial.Ratio.Mean) ? "it diverges" : trial.Helps ? "it helps" : trial.Ratio.Low > 1 ? "it does harm" : "no help");

    private static (string Name, double Share)? Least(LossSlope slope)
    {
        ParameterSlope[] weights = [.. slope.Parameters.Where(parameter => parameter.IsWeight)];
        return weights.Length < 2 || !weights.Any(weight => weight.Relative > 0)
            ? null : weights.SkipLast(1).Where(weight => double.IsFinite(weight.Relative)).Select(weight => (weight.Name, weight.Relative / weights[^1].Relative)).MinBy(weight => weight.Item2);
    }

    // Three digits, powers of ten where it is far from 1.
    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "∞" : value.ToString(Math.Abs(value) is 0 or (>= 0.001 and < 100_000) ? "0.###" : "0.#e0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);
}
