using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>All checks, causes before what they cause: of two findings the first is the likelier reason for the other.</summary>
public static class CheckCatalog
{
    /// <summary>The checks, in that order.</summary>
    public static IReadOnlyList<Check> All { get; } =
    [
        new LeakCheck(),
        new ForeignNormalizerCheck(),
        new ConflictingLabelsCheck(),
        new ClassImbalanceCheck(),
        new InputLayoutCheck(),
        new InputScaleCheck(),
        new LabelAsNumberCheck(),
        new SoftmaxBeforeLossCheck(),
        new WrongModeCheck(),
        new TinyBatchNormCheck(),
        new BatchDependenceCheck(),
        new BadInitializationCheck(),
        new InitialLossCheck(),
        new StrongWeightDecayCheck(),
        new SmallBatchCheck(),
        new HighLearningRateCheck(),
        new LowLearningRateCheck(),
        new ExplodingGradientCheck(),
        new NonFiniteCheck(),
        new EvaluationMismatchCheck(),
        new SaturationCheck(),
        new VanishingGradientCheck(),
        new DeadReluCheck(),
        new MissingNonlinearityCheck(),
        new InputIgnoredCheck(),
        new NoGradientCheck(),
        new UnchangedParameterCheck(),
        new CannotOverfitCheck(),
        new LabelNoiseCheck(),
        new LossSpikeCheck(),
        new LargeBatchCheck(),
        new OscillationCheck(),
        new DivergenceCheck(),
        new OverfittingCheck(),
        new UnderfittingCheck(),
        new PlateauCheck(),
        new MemoryCreepCheck(),
        new ReaderStarvedCheck(),
        new ConvergedCheck(),
    ];

    /// <summary>What all of them find, causes before what they cause, notes last.</summary>
    public static IReadOnlyList<Finding> Look(RunHistory run) => Order(All.SelectMany(check => check.Look(run)));

    /// <summary>Findings as they are told: causes before what they cause, however bad, as a symptom is often worse than its cause; notes last.</summary>
    public static IReadOnlyList<Finding> Order(IEnumerable<Finding> findings) => [.. findings.OrderBy(finding => finding.Severity == Severity.Note).ThenBy(finding => Rank(finding.Check))];

    /// <summary>A check's place in the order; past the last for one that is not asked of measurements, such as preflight's.</summary>
    public static int Rank(string id) => All.TakeWhile(check => check.Id != id).Count();

    /// <summary>A check by its id; null where there is none.</summary>
    public static Check? Find(string id) => All.FirstOrDefault(check => check.Id == id);
}
