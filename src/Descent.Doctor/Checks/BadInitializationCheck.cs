using Descent.Doctor.History;
using Descent.Runs.Findings;
using Descent.Training.Losses;

namespace Descent.Doctor.Checks;

/// <summary>The first weights make outputs that grow or fade from layer to layer, a first loss far above that of guessing, or nothing but zeros.</summary>
internal sealed class BadInitializationCheck : Check
{
    private const double LayerRatio = 3.2;
    private const double Faded = 1e-3;
    private const double FirstLoss = 4;
    private const double Dead = 0.9;

    public override string Id => "bad-initialization";

    public override string Title => "Bad initial weights";

    public override string Threshold =>
        "In the first step outputs grow by over 3.2 times a layer (a variance ratio of 10) or fade to under a thousandth, the loss is over 4 times ln C, or most weights are 0.";

    public override string Why =>
        "Signals that grow or fade in every layer reach the end as infinities or as nothing, and so do the gradients on their way back. Weights that begin alike stay alike, and a layer of them is one unit.";

    public override int? Experiment => 18;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        ParameterFacts[] weights = [.. run.Facts.Parameters.Where(parameter => parameter.IsWeight)];
        if (weights.Length < 2 || !(run[Quantity.LossMean].Points is [{ Step: <= 1 }, ..]))
        {
            yield break;
        }

        string[] zero = [.. weights.Where(weight => run[Quantity.Weight(weight.Name)].First == 0).Select(weight => weight.Name)];
        if (zero.Length * 2 > weights.Length)
        {
            yield return Tell(run, zero[0], $"{zero.Length} of {weights.Length} weights are 0 at the start.", new Evidence("weights that are 0", zero.Length, weights.Length / 2.0));
            yield break;
        }

        (string Layer, double Deviation)[] layers =
        [
            .. run.Facts.Layers.Where(layer => layer.Parameters.Count > 0).Select(layer => (layer.Name, run[Quantity.Deviation(layer.Name)].First)).Where(layer => !double.IsNaN(layer.First)),
        ];
        double first = run[Quantity.LossMean].First;
        double guessing = LossTrend.GuessingLoss(run);
        if (run.Plan.Loss is CrossEntropyLoss && run.Facts.Classes > 1 && first > FirstLoss * guessing)
        {
            yield return Tell(run, layers.Length > 0 ? layers[^1].Layer : "", $"The first loss is {Show(first)}; guessing has {Show(guessing)}.", new Evidence("first loss over ln C", first / guessing, FirstLoss));
            yield break;
        }

        if (layers.Length < 3)
        {
            yield break;
        }

        double growth = Math.Pow(layers[^1].Deviation / layers[0].Deviation, 1.0 / (layers.Length - 1));
        double faded = layers[^1].Deviation / layers.Max(layer => layer.Deviation);
        if (growth > LayerRatio)
        {
            yield return Tell(
                run, layers[^1].Layer, $"Outputs grow by {Show(growth)} times a layer, from {Show(layers[0].Deviation)} in {layers[0].Layer} to {Show(layers[^1].Deviation)} in {layers[^1].Layer}.",
                new Evidence("growth of the outputs' deviation a layer", growth, LayerRatio));
        }
        else if (faded < Faded && !run.Facts.Layers.Any(layer => run[Quantity.Dead(layer.Name)].First > Dead)) // Units that are dead from the start are told as such.
        {
            yield return Tell(
                run, layers[^1].Layer, $"Outputs fade to {Show(layers[^1].Deviation)} in {layers[^1].Layer}, from {Show(layers.Max(layer => layer.Deviation))}.",
                new Evidence("deviation of the last layer's outputs over the greatest", faded, Faded));
        }
    }

    private Finding Tell(RunHistory run, string where, string what, Evidence evidence) => Say(
        run, Severity.Error, where, what, "Draw the weights by He's scheme for ReLU, by Xavier's for tanh and sigmoid, or put a normalization behind each layer.", [], evidence);
}
