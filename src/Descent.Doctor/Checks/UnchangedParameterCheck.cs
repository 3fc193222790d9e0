using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A parameter never gets a gradient.</summary>
internal sealed class UnchangedParameterCheck : Check
{
    private const int Enough = 3;

    public override string Id => "unchanged-parameter";

    public override string Title => "Parameters that never change";

    public override string Threshold => "The gradient of a parameter is exactly 0 in every probe, of which there are three or more.";

    public override string Why =>
        "A parameter without a gradient stays as it was drawn, as if it were not trained. Mostly its layer is not called, or what it gives is cut off from the loss on the way.";

    public override int? Experiment => 12;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        string[] still = [.. run.Facts.Parameters.Select(parameter => parameter.Name).Where(name => run[Quantity.Gradient(name)] is { Count: >= Enough, Greatest: 0 })];
        if (still.Length == 0)
        {
            yield break;
        }

        HashSet<string> called = [.. run.Facts.Layers.SelectMany(layer => layer.Parameters)];
        string[] uncalled = [.. still.Where(name => !called.Contains(name))];
        bool isAll = still.Length == run.Facts.Parameters.Count;
        yield return Say(
            run, isAll ? Severity.Error : Severity.Warning, still[0],
            $"{(isAll ? "No parameter gets" : still.Length == 1 ? $"{still[0]} gets no" : $"{still.Length} parameters, {still[0]} first, get no")} gradient"
            + (uncalled.Length > 0 ? $"; {uncalled[0]} belongs to no layer that the forward pass calls." : "."),
            uncalled.Length > 0 ? "Call the layer in the forward pass, or take it out of the network." : "Look for detach, no_grad, a rounding or an argmax between this layer and the loss.", [],
            [.. still.Take(5).Select(name => new Evidence($"greatest gradient norm of {name}", 0, 0))]);
    }
}
