using Descent.Doctor.History;
using Descent.Runs.Findings;

namespace Descent.Doctor.Checks;

/// <summary>A check of what was tried before the first step.</summary>
internal abstract class PreflightCheck : Check
{
    public sealed override IEnumerable<Finding> Look(RunHistory run) =>
        run.Facts.Preflight is { } facts && Look(run, facts) is { } finding ? [finding with { Step = 0, Epoch = 0 }] : [];

    /// <summary>What it finds; null for nothing.</summary>
    protected abstract Finding? Look(RunHistory run, PreflightFacts facts);
}
