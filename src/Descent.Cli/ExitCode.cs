namespace Descent.Cli;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Something failed that the command line did not cause.</summary>
    public const int Failed = 1;

    /// <summary>The user's mistakes; nothing was written.</summary>
    public const int Mistaken = 2;

    /// <summary>128 + SIGINT, as shells say it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
