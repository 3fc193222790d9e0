namespace Descent.Cli.Errors;

/// <summary>A signal stopped the command before it had anything to keep.</summary>
internal sealed class StoppedException(int exitCode) : Exception("Stopped before the first step.")
{
    public int ExitCode { get; } = exitCode;
}
