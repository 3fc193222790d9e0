using System.Diagnostics;

namespace Descent.Distributed.Launching;

/// <summary>Kills every process of a launch on this host, those that were stopped included, as soon as it is disposed or the launcher itself is gone, however it went.</summary>
/// <remarks>
/// A small shell of its own session waits on a pipe from the launcher, whose end the system closes even after SIGKILL. It knows the launch's processes by a variable in
/// their environment, so neither the kind of MPI nor who started whom matters. On other hosts mpirun's own daemons do this when they lose mpirun.
/// </remarks>
internal sealed class ProcessGuard : IDisposable
{
    // The second look finds what was started during the first.
    private const string Script = """
        read -r launch
        read -r _
        while pids=$(grep -lsz -- "^DESCENT_LAUNCH=$launch\$" /proc/[0-9]*/environ | sed 's,/proc/,,; s,/environ,,') && [ "$pids" ]; do
            kill -9 $pids 2>/dev/null
            sleep 0.01
        done
        """;

    private readonly Process _shell;

    /// <param name="launch">The value of DESCENT_LAUNCH, letters and digits.</param>
    public ProcessGuard(string launch)
    {
        ProcessStartInfo start = new("setsid", ["sh", "-c", Script]) { RedirectStandardInput = true };
        start.Environment.Remove(LaunchVariables.Launch);
        _shell = Process.Start(start)!;
        _shell.StandardInput.WriteLine(launch);
        _shell.StandardInput.Flush();
    }

    /// <summary>Returns when no process of the launch is left.</summary>
    public void Dispose()
    {
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
