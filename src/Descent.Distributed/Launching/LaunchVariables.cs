namespace Descent.Distributed.Launching;

/// <summary>The environment variables by which a launch tells its ranks about itself.</summary>
internal static class LaunchVariables
{
    /// <summary>The launch's own name, by which its processes are known.</summary>
    public const string Launch = "DESCENT_LAUNCH";

    /// <summary>The folder of the ranks' logs and failures.</summary>
    public const string Folder = "DESCENT_LAUNCH_FOLDER";

    /// <summary>The number of the Spawn call whose work the process does, from 1.</summary>
    public const string Spawn = "DESCENT_SPAWN";

    /// <summary>What .NET takes for the number of cores, so that every default follows the threads of a rank.</summary>
    public const string Processors = "DOTNET_PROCESSOR_COUNT";

    /// <summary>The kind of terminal: Open MPI gives ranks one of their own, and .NET would write its codes there.</summary>
    public const string TerminalKind = "TERM";

    /// <summary>What libraries that start threads by themselves, as MKL does, take for their number.</summary>
    public const string OpenMpThreads = "OMP_NUM_THREADS";
}
