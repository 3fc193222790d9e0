using System.Globalization;
using Descent.Cli.Progress;
using Descent.Doctor.Reports;
using Descent.Runs.Findings;

namespace Descent.Cli.Reports;

/// <summary>A diagnosis for people to read on a terminal.</summary>
internal static class DiagnosisView
{
    /// <param name="terminal">Where to write it.</param>
    /// <param name="diagnosis">What the doctor says.</param>
    /// <param name="path">The run's path as the user would type it.</param>
    /// <param name="page">The page that was written; null when none was.</param>
    public static void Write(Terminal terminal, Diagnosis diagnosis, string path, string? page)
    {
        terminal.Output.WriteLine($"{path}: {diagnosis.Verdict}, after {diagnosis.Length}");
        if (diagnosis.Omission is { } omission)
        {
            terminal.Output.WriteLine(omission);
        }

        foreach (Finding finding in diagnosis.Findings)
        {
            terminal.Output.WriteLine();
            foreach (string line in FindingText.Lines(finding, terminal.HasColors))
            {
                terminal.Output.WriteLine(line);
            }

            FactList facts = new();
            foreach (Evidence evidence in finding.Evidence)
            {
                facts.Add($"  {evidence.Name}", string.Create(CultureInfo.InvariantCulture, $"{evidence.Value:G4}{(evidence.Limit is { } limit ? string.Create(CultureInfo.InvariantCulture, $" (limit {limit:G4})") : "")}"));
            }

            facts.Write(terminal);
        }

        if (page is not null)
        {
            terminal.Output.WriteLine();
            terminal.Output.WriteLine($"The report is in {page}");
        }
    }
}
