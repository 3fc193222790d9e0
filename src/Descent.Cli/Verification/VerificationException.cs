namespace Descent.Cli.Verification;

/// <summary>The proof could not be made; the message says why.</summary>
internal sealed class VerificationException(string message) : Exception(message);
