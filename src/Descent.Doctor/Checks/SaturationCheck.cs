using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Most outputs of a sigmoid or tanh lie at the ends of its range.</summary>
internal sealed class SaturationCheck : Check
{
    private const double Warn = 0.6;
    private const double Severe = 0.85;
    private const double Learned = 0.5;
    private const int Newest = 3;

    public override string Id => "saturation";

    public override string Title => "Saturated sigmoid or tanh";

    public override string Threshold => "Over 0.6 of a layer's outputs lie within a hundredth of the range from its ends in each of the last three probes (SageMaker: half of a layer; TheDeepChecker: 85 %), while the loss is over 0.5 of guessing's or the share over 85 %.";

    public override string Why =>
        "At the ends of a sigmoid or tanh the slope is almost 0, and so is the gradient that comes through it. The layers before it learn next to nothing.";

    public override int? Experiment => 17;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        (string Layer, double Share)[] layers =
        [
            .. run.Facts.Layers.SelectMany(layer => new[] { layer.Name, $"{layer.Name}.input" }).Select(name => (name, run[Quantity.Saturated(name)].LeastOf(Newest)))
                .Where(layer => layer.Item2 > Warn).OrderByDescending(layer => layer.Item2),
        ];
        // A network that learns may well use the ends.
        if (layers.Length == 0 || (layers[0].Share < Severe && run[Quantity.LossMean].Median(3) < Learned * LossTrend.GuessingLoss(run)))
        {
            yield break;
        }

        (string worst, double share) = layers[0];
        yield return Say(
            run, share >= Severe ? Severity.Error : Severity.Warning, worst, $"{Percent(share)} of the outputs of {worst} lie at the ends of the activation's range.",
            "Draw smaller initial weights (Xavier's scheme), normalize the inputs, or use ReLU.", ["--learning-rate", Option(run.Plan.Optimizer.LearningRate / 10)],
            [.. layers.Take(5).Select(layer => new Evidence($"outputs of {layer.Layer} at the ends of the range", layer.Share, Warn))]);
    }
}
