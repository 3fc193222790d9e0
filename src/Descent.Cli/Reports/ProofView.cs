using Descent.Cli.Verification;

namespace Descent.Cli.Reports;

/// <summary>The proof of an exact resume: each thing with its SHA-256 in both trainings.</summary>
internal static class ProofView
{
    public static void Write(Terminal terminal, IReadOnlyList<ProofRow> rows)
    {
        terminal.Output.WriteLine();
        foreach (ProofRow row in rows)
        {
            terminal.Output.WriteLine($"{row.What,-20}  {(row.IsEqual ? "equal" : "DIFFERENT"),-9}  unbroken  {row.Unbroken}");
            terminal.Output.WriteLine($"{"",-20}  {"",-9}  killed    {row.Killed}");
        }

        terminal.Output.WriteLine();
    }
}
