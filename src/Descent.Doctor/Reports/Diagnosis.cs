using System.Globalization;
using Descent.Doctor.Checks;
using Descent.Doctor.History;
using Descent.Runs;
using Descent.Runs.Findings;

namespace Descent.Doctor.Reports;

/// <summary>What the doctor says of a run as its folder is now.</summary>
/// <param name="Run">The run.</param>
/// <param name="History">What was measured.</param>
/// <param name="Findings">Causes before what they cause, notes last.</param>
public sealed record Diagnosis(RunFolder Run, RunHistory History, IReadOnlyList<Finding> Findings)
{
    /// <summary>How bad it is; a note where nothing was found.</summary>
    public Severity Worst => Findings.Select(finding => finding.Severity).DefaultIfEmpty(Severity.Note).Max();

    /// <summary>Whether anything was measured within steps; else only losses, scores and waits were looked at.</summary>
    public bool IsProbed => History.Facts.Parameters.Count > 0;

    /// <summary>Whether network and data were tried before the first step.</summary>
    public bool IsTried => History.Facts.Preflight is not null;

    /// <summary>How far the run has come, for example "1,688 steps".</summary>
    public string Length => string.Create(CultureInfo.InvariantCulture, $"{History.Step:N0} step{(History.Step == 1 ? "" : "s")}");

    /// <summary>What was not looked at, in a sentence; null where everything was.</summary>
    public string? Omission =>
        !IsProbed ? "The run trained without the doctor, so only its losses, scores and waits were looked at."
        : !IsTried ? "Nothing was tried before the first step, which takes one process and data that can be read more than once."
        : null;

    /// <summary>Whether the loss falls no more, on a plateau or at the bottom; which of the two a proof tells.</summary>
    public bool IsFlat => Findings.Any(finding => finding.Check is "plateau" or "converged");

    /// <summary>The verdict in a few words, for example "2 errors, 1 warning".</summary>
    public string Verdict => Worst == Severity.Note ? "healthy" : string.Join(", ", new[] { Severity.Error, Severity.Warning }
        .Select(severity => (severity, Count: Findings.Count(finding => finding.Severity == severity)))
        .Where(group => group.Count > 0)
        .Select(group => $"{group.Count} {group.severity.ToString().ToLowerInvariant()}{(group.Count == 1 ? "" : "s")}"));

    /// <summary>Asks all checks of what the folder tells; what was found while it trained stands where it is not found any more.</summary>
    /// <exception cref="RunConfigurationException">A file of the run is damaged.</exception>
    public static Diagnosis Of(RunFolder run)
    {
        RunHistory history = RunHistory.Read(run);
        IReadOnlyList<Finding> now = CheckCatalog.Look(history);
        HashSet<string> asked = [.. now.Select(finding => finding.Check)];
        IEnumerable<Finding> before = FindingsLog.Read(run.FindingsPath).Where(finding => !asked.Contains(finding.Check))
            .GroupBy(finding => finding.Check).Select(group => group.MaxBy(finding => finding.Severity)!);
        return new Diagnosis(run, history, CheckCatalog.Order(before.Concat(now)));
    }
}
