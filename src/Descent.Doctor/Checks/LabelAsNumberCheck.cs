using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A loss of distances is given what looks like class numbers.</summary>
internal sealed class LabelAsNumberCheck : PreflightCheck
{
    private const int Fewest = 3;
    private const int Most = 32;

    public override string Id => "label-as-number";

    public override string Title => "Class numbers as quantities";

    public override string Threshold => "All labels of the first batch are whole numbers, 3 to 32 different ones, and the loss measures distances (mean squared, mean absolute or Huber).";

    public override string Why =>
        "A distance between class numbers says that class 9 is further from class 1 than class 2 is, which is an accident of counting. Confusing two classes then costs more or less by their numbers, and the middle class is always the safest guess.";

    public override int? Experiment => 8;

    protected override Finding? Look(RunHistory run, PreflightFacts facts) => facts.WholeLabels is >= Fewest and <= Most
        ? Say(
            run, Severity.Warning, "labels", $"The {facts.WholeLabels} different labels of the first batch are whole numbers, and the loss is {run.Plan.Loss.GetType().Name}.",
            "If they are classes, give them as class numbers and train with cross-entropy, one output for each class.", ["--loss", "cross-entropy"],
            new Evidence("different labels", facts.WholeLabels.Value, Most))
        : null;
}
