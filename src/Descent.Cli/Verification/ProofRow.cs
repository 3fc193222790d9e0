namespace Descent.Cli.Verification;

/// <summary>One thing that two trainings must have in common.</summary>
/// <param name="What">What it is.</param>
/// <param name="Unbroken">Its SHA-256 in the training that was never stopped.</param>
/// <param name="Killed">Its SHA-256 in the training that was killed and resumed.</param>
internal sealed record ProofRow(string What, string Unbroken, string Killed)
{
    public bool IsEqual => Unbroken == Killed;
}
