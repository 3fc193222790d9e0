namespace Descent.Runs;

/// <summary>One thing wrong in what a user asked for.</summary>
/// <param name="What">What is wrong, in one sentence.</param>
/// <param name="Received">The value that was received.</param>
/// <param name="Allowed">The values that are allowed.</param>
/// <param name="Fix">What to do about it, as a command or option where there is one.</param>
public sealed record Mistake(string What, string Received, string Allowed, string Fix)
{
    /// <inheritdoc />
    public override string ToString() => $"{What} Received: {Received}. Allowed: {Allowed}. {Fix}";
}
