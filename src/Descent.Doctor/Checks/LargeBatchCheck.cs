using System.Globalization;
using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The batch is many times the gradient's noise scale, and the run has too few steps to come down.</summary>
internal sealed class LargeBatchCheck : Check
{
    private const double Noise = 0.1;
    private const double High = 0.3;

    public override string Id => "large-batch";

    public override string Title => "Batch needlessly large";

    public override string Threshold =>
        "The median of the gradient's noise scale (McCandlish and others 2018) is under a tenth of the batch; a warning where the loss is over 0.3 of guessing's after 60 % of the run, else a note.";

    public override string Why =>
        "Beyond the noise scale more examples make a gradient hardly better, and each step dearer. A smaller batch makes many more steps from the same examples.";

    public override int? Experiment => 3;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series scales = run[Quantity.NoiseScale];
        int batch = run.Plan.Training.BatchSize;
        double ratio = scales.Count < 4 ? double.NaN : scales.Median() / batch;
        if (!(ratio < Noise) || run.Step < 0.6 * (run.StepsInAll ?? double.PositiveInfinity))
        {
            yield break;
        }

        double level = run[Quantity.LossMean].Median(3) / LossTrend.GuessingLoss(run);
        int smaller = (int)Math.Max(1, Math.Pow(2, Math.Round(Math.Log2(Math.Max(8, Math.Max(ratio * batch, batch / 32.0))))));
        yield return Say(
            run, level > High ? Severity.Warning : Severity.Note, "", $"The gradient's noise scale is {Show(ratio * batch)} examples; the batch has {batch}.",
            $"Take a batch of {smaller}: more steps from the same examples.", ["--batch-size", smaller.ToString(CultureInfo.InvariantCulture)],
            new Evidence("noise scale over batch size", ratio, Noise), new Evidence("loss over that of guessing", level, High));
    }
}
