using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Cross-entropy, which takes the softmax itself, is given probabilities.</summary>
internal sealed class SoftmaxBeforeLossCheck : PreflightCheck
{
    private const double Limit = 0.99;

    public override string Id => "softmax-before-loss";

    public override string Title => "Softmax before cross-entropy";

    public override string Threshold => "Of the first batch's outputs 99 % are probabilities: not negative, with a sum of 1.";

    public override string Why =>
        "Cross-entropy takes the softmax of what it is given. A softmax before it squeezes the outputs into 0 to 1, so the loss cannot fall far, and every gradient goes through one more slope below 1.";

    public override int? Experiment => 9;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.Probabilities >= Limit
        ? Say(
            run, Severity.Error, "outputs", $"{Percent(facts.Probabilities.Value)} of the outputs are probabilities already.",
            "Leave out the network's last softmax: the loss takes the outputs before it.", [], new Evidence("outputs that are probabilities", facts.Probabilities.Value, Limit))
        : null;
}
