using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>The process takes more memory from probe to probe.</summary>
internal sealed class MemoryCreepCheck : Check
{
    private const double Growth = 64 << 20;
    private const double RelativeGrowth = 0.1;
    private const double Steady = 0.7;
    private const int Enough = 10;

    public override string Id => "memory-creep";

    public override string Title => "Memory creep";

    public override string Threshold =>
        "Past the first third of the probes memory grows by over 64 MB and a tenth, in over 70 % of the probes, and in both halves of them.";

    public override string Why =>
        "Tensors live outside of the garbage collector's memory, and one that is kept in each step adds up. A run that would take hours ends when the machine has no more.";

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        Series memory = run[Quantity.Memory];
        Point[] points = [.. memory.Points.Skip(memory.Count / 3)];
        if (points.Length < Enough)
        {
            yield break;
        }

        double grown = points[^1].Value - points[0].Value;
        double half = points[points.Length / 2].Value;
        double rises = points.Zip(points[1..]).Count(pair => pair.Second.Value > pair.First.Value) / (points.Length - 1.0);
        if (!(grown > Growth) || !(grown > RelativeGrowth * points[0].Value) || rises < Steady || half - points[0].Value < grown / 4 || points[^1].Value - half < grown / 4)
        {
            yield break;
        }

        double perStep = grown / (points[^1].Step - points[0].Step);
        yield return Say(
            run, Severity.Warning, "", $"The process grew by {Show(grown / (1 << 20))} MB in {points[^1].Step - points[0].Step} steps, about {Show(perStep / 1024)} KB a step, to {Show(points[^1].Value / (1 << 20))} MB.",
            "Dispose what a step makes: a network's forward pass, an observer or a transform keeps tensors. DisposeScope does it for a block.", [],
            new Evidence("growth, bytes", grown, Growth), new Evidence("bytes a step", perStep), new Evidence("share of probes that grew", rises, Steady));
    }
}
