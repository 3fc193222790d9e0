using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>One step undoes what the one before it did: gradients point against each other.</summary>
internal sealed class OscillationCheck : Check
{
    private const double Opposed = -0.5;
    private const int Enough = 8;

    public override string Id => "oscillation";

    public override string Title => "Oscillation";

    public override string Threshold => "The median cosine between the gradients of two steps that follow one another is under -0.5 over the newest half of the probes, eight or more (a bounce from wall to wall has -1).";

    public override string Why =>
        "The steps go from one wall of the valley to the other and back, and hardly along it. Shorter steps across, or ones that average over the last few, follow its floor.";

    public override int? Experiment => 10;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series cosines = run[Quantity.GradientCosine];
        double cosine = cosines.Count < Enough ? double.NaN : cosines.Median(Math.Max(Enough, cosines.Count / 2));
        if (!(cosine < Opposed))
        {
            yield break;
        }

        double rate = run.Plan.Optimizer.LearningRate;
        yield return Say(
            run, Severity.Warning, "", $"Gradients of steps that follow one another have a cosine of {Show(cosine)}.",
            "Take a third of the learning rate, or an optimizer that averages over steps.", ["--learning-rate", Option(rate / 3)],
            new Evidence("cosine between gradients, median", cosine, Opposed), new Evidence("learning rate", rate));
    }
}
