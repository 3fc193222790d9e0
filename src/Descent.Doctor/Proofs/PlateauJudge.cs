using System.Globalization;

namespace Descent.Doctor.Proofs;

/// <summary>Judges a plateau by its evidence; every rule is a ratio.</summary>
internal static class PlateauJudge
{
    // As the vanishing-gradient check: AUTOTRAINER's first over last, and a looser one while the loss rests at that of guessing.
    private const double Vanished = 1e-3;
    private const double VanishedAtGuessing = 1e-2;
    private const double AtGuessing = 0.9;

    // As the converged check: under it the examples are learned.
    private const double Learned = 0.05;

    public static PlateauProof Judge(PlateauEvidence evidence)
    {
        LossCurvature curvature = evidence.Curvature;
        if (!double.IsFinite(evidence.Loss + evidence.Fall.Mean + curvature.Largest + curvature.Smallest + curvature.Error + evidence.Slope.Norm))
        {
            return Say(evidence, PlateauAnswer.NotDecidable, "The loss, a gradient or the fork as the run is was not finite: see to that first.");
        }

        if (evidence.IsFalling)
        {
            return Say(evidence, PlateauAnswer.StillImproving, $"As it is the loss falls by another {Percent(evidence.Fall.Mean)} in {evidence.Steps} steps: let it run.");
        }

        PlateauTrial? best = evidence.Trials.Where(trial => trial.Helps).MaxBy(trial => trial.Gain);
        if (evidence.IsFlat && evidence.HasWayDown)
        {
            return Saddle(evidence, best);
        }

        if (best is not null)
        {
            string reason = $"It is not the bottom: with {Words(best)} the loss is {Percent(best.Gain)} lower over the second half of {evidence.Steps} steps.";
            return Say(evidence, PlateauAnswer.Ledge, reason) with { Options = best.Options };
        }

        if (evidence.LeadsDown)
        {
            return Say(
                evidence, PlateauAnswer.Ledge,
                $"The slope leads on: {Percent(evidence.Descent.Gain / evidence.Scale)} lower at the end of a walk of length {evidence.Descent.Length.ToString("G2", CultureInfo.InvariantCulture)} along it. Neither the run as it is nor a change gets that far: its steps are much too short, or go astray.");
        }

        double level = evidence.Loss / evidence.Guessing;
        IReadOnlyList<string> vanished = evidence.Slope.Below(level > AtGuessing ? VanishedAtGuessing : Vanished);
        vanished = vanished.Count == 0 && level > Learned ? evidence.Slope.Untouched() : vanished;
        return vanished.Count > 0
            ? Say(
                evidence, PlateauAnswer.VanishedGradient,
                $"The slope does not reach {string.Join(", ", vanished)}: flat for them, whatever there is to gain. Use ReLU in place of sigmoid or tanh, He initialization, normalization or residual connections.")
                with
            { Layers = vanished }
            : Rest(evidence, level);
    }

    private static PlateauProof Saddle(PlateauEvidence evidence, PlateauTrial? best) => Say(
        evidence, PlateauAnswer.Saddle,
        $"There is a way down that the slope does not show: along one direction the loss is curved downward, and a walk along it, forth or back, lowers the loss by {Percent(evidence.Curvature.Walk.Gain / evidence.Scale)}. "
        + (best is null ? "None of the changes found it: other initial weights, drawn at random and not too small, do not begin there." : $"{Words(best)} leaves it.")) with
    { Options = best?.Options ?? [] };

    // Nothing lowers the loss: a minimum where the curvature says so too.
    private static PlateauProof Rest(PlateauEvidence evidence, double level)
    {
        if (!(evidence.Curvature.Largest > 2 * evidence.Curvature.Error))
        {
            return Say(evidence, PlateauAnswer.NotDecidable, "The curvature cannot be told from the error of its estimate.");
        }

        if (evidence.IsCurvedDown)
        {
            return Say(evidence, PlateauAnswer.NotDecidable, "It is curved downward in a direction, but no walk along it lowers the loss by more than the noise.");
        }

        if (!evidence.IsFlat)
        {
            return Say(evidence, PlateauAnswer.NotDecidable, "There is a slope beyond the noise of a step, but neither the run as it is nor a change got down along it.");
        }

        string slope = evidence.IsUsedUp ? "with next to nothing to gain along the slope" : "with a slope that is smaller than the noise of a step";
        string end = level > AtGuessing
            ? " At the loss of guessing that means that the network finds nothing in the inputs that says anything of the labels: check that they belong together." : "";
        return Say(
            evidence, PlateauAnswer.Minimum,
            $"It is a minimum of the training loss, as far as can be seen from here: not curved downward, {slope}, and no change lowers the loss.{end}");
    }

    private static PlateauProof Say(PlateauEvidence evidence, PlateauAnswer answer, string reason) => new(evidence, answer, reason, [], []);

    private static string Words(PlateauTrial trial) => string.Join(' ', trial.Options);

    private static string Percent(double share) => share.ToString("0.#%", CultureInfo.InvariantCulture);
}
