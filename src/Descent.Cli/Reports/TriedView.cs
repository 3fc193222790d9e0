using System.Globalization;
using Descent.Doctor.Proofs;
using Descent.Doctor.Reports;

namespace Descent.Cli.Reports;

/// <summary>What was tried of a diagnosis, for people to read on a terminal; or how to try it.</summary>
internal static class TriedView
{
    /// <param name="terminal">Where to write it.</param>
    /// <param name="diagnosis">What the doctor says.</param>
    /// <param name="proofs">What was tried; null where nothing was.</param>
    /// <param name="path">The run's path as the user would type it.</param>
    public static void Write(Terminal terminal, Diagnosis diagnosis, DiagnosisProofs? proofs, string path)
    {
        if (proofs is null)
        {
            if (diagnosis.IsFlat)
            {
                terminal.Output.WriteLine();
                terminal.Output.WriteLine($"Plateau or converged? Find out: descent doctor {path} --try");
            }

            return;
        }

        terminal.Output.WriteLine();
        Write(terminal, proofs);
        if (proofs.Plateau is { } plateau)
        {
            terminal.Output.WriteLine();
            Write(terminal, plateau);
        }
    }

    private static void Write(Terminal terminal, DiagnosisProofs proofs)
    {
        terminal.Output.WriteLine(
            proofs.Tried.Count == 0 ? "No finding suggests a change that a fork can try: learning rate, weight decay, clip norm, batch size, chunk size or optimizer."
            : proofs.FromStart ? "The run is finished, so what is suggested is tried from the initial weights." : "What is suggested is tried from the newest checkpoint.");
        foreach (Counterfactual tried in proofs.Tried)
        {
            terminal.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{tried.Check}: {string.Join(' ', tried.Options)}, over the last {tried.Steps - (tried.Steps / 2):N0} of {tried.Steps:N0} steps from {tried.Start}: {tried.Verdict}."));
            Write(terminal, "training", tried.Training);
            if (tried.Validation is { } validation)
            {
                Write(terminal, "validation", validation);
            }
        }
    }

    private static void Write(Terminal terminal, string name, LossChange change) => terminal.Output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"  {name + " loss",-15}   {change.Without:G3} -> {change.With:G3}, {change.Ratio.Mean:G3} times as large, 95 % {change.Ratio.Low:G3} to {change.Ratio.High:G3}"));

    private static void Write(Terminal terminal, PlateauProof proof)
    {
        terminal.Output.WriteLine($"Plateau or converged? At step {proof.Evidence.FirstStep}: {PlateauTable.Words(proof.Answer)}.");
        terminal.Output.WriteLine(proof.Reason);
        IReadOnlyList<PlateauRow> rows = PlateauTable.Rows(proof.Evidence);
        (int first, int second) = (rows.Max(row => row.Measured.Length), rows.Max(row => row.Value.Length));
        foreach (PlateauRow row in rows)
        {
            terminal.Output.WriteLine($"  {row.Measured.PadRight(first)}   {row.Value.PadRight(second)}   {row.Meaning}");
        }
    }
}
