using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>Some classes have many times the examples of others.</summary>
internal sealed class ClassImbalanceCheck : Check
{
    private const double Warn = 10;
    private const double Severe = 100;

    public override string Id => "class-imbalance";

    public override string Title => "Class imbalance";

    public override string Threshold => "The largest class has over 10 times the training examples of the smallest (Deepchecks: 10), an error over 100 or where one has none.";

    public override string Why =>
        "A network that always answers the largest class is right most of the time, and the loss is content with that. What it does on the rare classes hardly shows in loss or accuracy.";

    public override int? Experiment => 12;

    public override IEnumerable<Finding> Look(RunHistory run)
    {
        IReadOnlyList<long> counts = run.Facts.ClassCounts;
        if (counts.Count < 2 || counts.Max() == 0)
        {
            yield break;
        }

        int least = counts.Index().MinBy(item => item.Item).Index;
        int most = counts.Index().MaxBy(item => item.Item).Index;
        double ratio = counts[most] / (double)counts[least];
        if (!(ratio > Warn))
        {
            yield break;
        }

        yield return Say(
            run, ratio > Severe ? Severity.Error : Severity.Warning, $"class {least}",
            $"Class {most} has {counts[most]} training examples and class {least} has {counts[least]}.",
            "Weight the loss by class, bring more examples of the rare ones, and look at each class's accuracy (descent evaluate).", [],
            new Evidence("largest class over smallest", ratio, Warn));
    }
}
