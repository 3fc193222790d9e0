using System.Globalization;
using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Noise decides where a step goes: the batch is far smaller than the gradient's noise scale, and the loss no longer falls.</summary>
internal sealed class SmallBatchCheck : Check
{
    /// <summary>From so many examples on it is the rate that throws a loss about.</summary>
    public const int Few = 16;

    private const double Noise = 20;
    private const double High = 0.2;
    private const double Diverged = 1.5;
    private const double Deviation = 0.7;

    public override string Id => "small-batch";

    public override string Title => "Batch too small";

    public override string Threshold =>
        "The gradient's noise scale (McCandlish and others 2018) is over 20 times the batch of fewer than 16 examples, a step's loss deviates by over 0.7 of itself, and the loss rests, as far as its noise lets it be seen, over 0.2 of guessing's.";

    public override string Why =>
        "A batch of few examples says little of all the others, so each step goes mostly in a random direction. The loss comes to rest where the noise throws it about, above where it could go.";

    public override int? Experiment => 3;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series scales = run[Quantity.NoiseScale];
        int batch = run.Plan.Training.BatchSize;
        double ratio = scales.Count < 5 ? double.NaN : scales.Median(Math.Max(5, scales.Count / 2)) / batch;
        if (batch >= Few || !(ratio > Noise) || LossTrend.Of(run) is not { } trend || !(trend.IsFlat || trend.IsLostInNoise) || !(trend.Level is > High and < Diverged) || !(trend.Noise > Deviation))
        {
            yield break;
        }

        int larger = (int)Math.Clamp(Math.Pow(2, Math.Round(Math.Log2(batch * Math.Min(ratio, 32)))), batch * 4L, 1024);
        yield return Say(
            run, Severity.Warning, "", $"The gradient's noise scale is {Show(ratio * batch)} examples, {Show(ratio)} times the batch of {batch}, and the loss rests at {Show(trend.Now)}.",
            $"Take a batch of {larger}, or a smaller learning rate, which averages over more steps.", ["--batch-size", larger.ToString(CultureInfo.InvariantCulture)],
            new Evidence("noise scale over batch size", ratio, Noise), new Evidence("deviation of a step's loss over its mean", trend.Noise, Deviation), new Evidence("loss over that of guessing", trend.Level, High));
    }
}
