namespace Descent.Cli.Tests;

/// <summary>What the command line says, held to the files under Approved/.</summary>
internal static class ApprovedOutput
{
    public static void Check(string name, string text) => Approval.Check($"Descent.Cli.Tests/Approved/{name}.txt", text);
}
