using System.Globalization;
using Descent.Lab;
using Descent.Runs.Findings;

namespace Descent.Cli.Progress;

/// <summary>A finding as people read it while a run goes on and in the doctor's report.</summary>
internal static class FindingText
{
    /// <summary>What is the matter, why it matters, what to do; five short lines.</summary>
    public static IEnumerable<string> Lines(Finding finding, bool hasColors = false)
    {
        string name = finding.Severity.ToString().ToLowerInvariant();
        string head = hasColors ? $"\e[{Color(finding.Severity)}m{name}\e[0m" : name;
        yield return string.Create(CultureInfo.InvariantCulture, $"{head}: {finding.What} [{finding.Check}{(finding.Step > 0 ? $", step {finding.Step:N0}" : "")}]");
        yield return $"  why: {finding.Why}";
        yield return $"  do:  {finding.Fix}{(finding.Options.Count > 0 ? $" ({string.Join(' ', finding.Options)})" : "")}";
        if (finding.Experiment is { } number && ExperimentCatalog.Has(number))
        {
            yield return $"  see: descent lab run {number}";
        }
    }

    private static string Color(Severity severity) => severity switch
    {
        Severity.Error => "31",
        Severity.Warning => "33",
        _ => "36",
    };
}
