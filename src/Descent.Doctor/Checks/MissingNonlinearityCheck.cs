using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Two linear layers follow one another and are together one matrix.</summary>
internal sealed class MissingNonlinearityCheck : PreflightCheck
{
    private const double Limit = 1e-3;

    public override string Id => "missing-nonlinearity";

    public override string Title => "Linear layers without a nonlinearity between them";

    public override string Threshold => "A linear layer is given just what another gives, and both give what the product of their matrices gives, to 1/1,000.";

    public override string Why =>
        "Two matrices one after the other are one matrix: the second layer adds weights to learn but nothing that could not be had without it. Only a bend between them, such as ReLU, makes depth worth something.";

    public override int? Experiment => 7;

    protected override Finding? Look(RunHistory run, PreflightFacts facts)
    {
        LinearPair[] pairs = [.. facts.LinearPairs.Where(pair => pair.Difference < Limit)];
        return pairs.Length == 0 ? null : Say(
            run, Severity.Error, $"{pairs[0].First}, {pairs[0].Second}",
            $"{pairs[0].Second} follows {pairs[0].First} with nothing between them: one matrix gives the same{(pairs.Length > 1 ? $", and so do {pairs.Length - 1} other pairs" : "")}.",
            "Put an activation (ReLU) between them, or make them one layer.", [],
            [.. pairs.Take(5).Select(pair => new Evidence($"difference between {pair.First}, {pair.Second} and their product", pair.Difference, Limit))]);
    }
}
