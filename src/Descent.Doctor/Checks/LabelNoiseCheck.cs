using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Where the network is wrong on training examples it is wrong by far: their labels are not even among its better guesses.</summary>
internal sealed class LabelNoiseCheck : Check
{
    private const double Far = 0.5;
    private const double WellLearned = 0.7;
    private const double FarOfWell = 0.4;
    private const double Learned = 0.5;
    private const double Noisy = 0.05;
    private const int Enough = 20;

    public override string Id => "label-noise";

    public override string Title => "Wrong labels";

    public override string Threshold =>
        "Over half of the training examples that the network gets wrong, 20 and 5 % or more, have a label that is not among its three best guesses, while it is right on over half; or over 0.4 while it is right on over 0.7 (an honest mistake is mostly the second guess).";

    public override string Why =>
        "A label that was given by mistake agrees with nothing that the network can learn from the other examples. It holds the loss up, and in the end the network learns it by heart.";

    public override int? Experiment => 12;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Dictionary<long, double> accuracy = run[Quantity.EvaluatedAccuracy].Points.ToDictionary(point => point.Step, point => point.Value);
        Dictionary<long, double> wrong = run[Quantity.EvaluatedWrong].Points.ToDictionary(point => point.Step, point => point.Value);
        Point[] told = [.. run[Quantity.EvaluatedFarWrong].Points.Where(point => accuracy[point.Step] > Learned && 1 - accuracy[point.Step] > Noisy && wrong[point.Step] >= Enough)];
        if (told.Length == 0)
        {
            yield break;
        }

        Point last = told[^1];
        double limit = accuracy[last.Step] > WellLearned ? FarOfWell : Far;
        if (!(last.Value > limit))
        {
            yield break;
        }

        double share = (1 - accuracy[last.Step]) * last.Value;
        yield return Say(
            run, Severity.Warning, "", $"About {Percent(share)} of the training examples have a label that is not among the network's three best guesses; of those that it gets wrong it is {Percent(last.Value)}.",
            "Look at the examples with the greatest loss (descent evaluate names them) and correct their labels; label smoothing softens what is left.", ["--label-smoothing", "0.1"],
            new Evidence("share of the wrong ones that are far off", last.Value, limit), new Evidence("accuracy on training examples", accuracy[last.Step], Learned));
    }
}
