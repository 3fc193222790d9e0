using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Most units behind a ReLU are 0 for every example of a batch, probe after probe.</summary>
internal sealed class DeadReluCheck : Check
{
    private const double Warn = 0.5;
    private const double Severe = 0.9;
    private const double Learned = 0.5;
    private const int Newest = 3;
    private const int Examples = 16;

    public override string Id => "dead-relu";

    public override string Title => "Dead ReLUs";

    public override string Threshold => "More than half of a layer's units are 0 for a whole batch, of 16 examples or more, in each of the last three probes, while the loss is over 0.5 of guessing's or the share over 90 % (torchmortem: half of a layer, in half of the late steps).";

    public override string Why =>
        "A ReLU that is 0 for every example passes no gradient back, so the weights before it never change again. What is left of the layer has to do all of its work.";

    public override int? Experiment => 17;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        (string Layer, double Dead)[] layers =
        [
            .. Fed(run).Select(name => (name, run[Quantity.Dead(name)].LeastOf(Newest))).Where(layer => layer.Item2 > Warn).OrderByDescending(layer => layer.Item2),
        ];
        // Of a few examples a unit may well be 0 for all; and a network that learns does with the units that are left.
        if (layers.Length == 0 || run.Plan.Training.BatchSize < Examples || (layers[0].Dead < Severe && run[Quantity.LossMean].Median(Newest) < Learned * LossTrend.GuessingLoss(run)))
        {
            yield break;
        }

        (string worst, double dead) = layers[0];
        yield return Say(
            run, dead >= Severe ? Severity.Error : Severity.Warning, worst,
            $"{Percent(dead)} of the units of {worst} are 0 for every example of a batch{(layers.Length > 1 ? $", and more than half in {layers.Length - 1} other places" : "")}.",
            "Take a smaller learning rate, which keeps large steps from pushing units below 0 for good; or LeakyReLU.",
            ["--learning-rate", Option(run.Plan.Optimizer.LearningRate / 10)],
            [.. layers.Take(5).Select(layer => new Evidence($"units of {layer.Layer} that are always 0", layer.Dead, Warn))]);
    }

    // Places behind the first weights. What gets nothing but zeros gives nothing: the fault lies before it.
    private static IEnumerable<string> Fed(RunHistory run)
    {
        bool isFed = false;
        foreach (LayerFacts layer in run.Facts.Layers)
        {
            string input = $"{layer.Name}.input";
            if (isFed)
            {
                yield return input;
            }

            isFed = layer.Parameters.Count == 0 ? isFed : run[Quantity.Zeros(input)].Last is not 1;
            if (isFed)
            {
                yield return layer.Name;
            }
        }
    }
}
