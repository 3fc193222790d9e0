using System.Runtime.InteropServices;

namespace Descent.Cli.Progress;

/// <summary>Ctrl+C, SIGTERM, and on Linux SIGUSR1: the first asks to stop after the present step, the second ends the process at once.</summary>
internal sealed class StopSignals : IDisposable
{
    // SIGUSR1: how launchers pass a wish to stop on to ranks, and batch systems that time is nearly up.
    private const PosixSignal UserSignal = (PosixSignal)10;

    private readonly CancellationTokenSource _stop = new();
    private readonly TextWriter _error;
    private readonly string _notice;
    private readonly PosixSignalRegistration[] _registrations;
    private readonly bool _isLaunched;
    private int _exitCode;

    /// <param name="error">Where the first signal is answered.</param>
    /// <param name="notice">What is answered.</param>
    /// <param name="isLaunched">Whether a launcher started this process: SIGTERM then comes from an mpirun that ends what a failed rank left, and the launcher says so.</param>
    public StopSignals(TextWriter error, string notice = "Stopping after this step and writing a checkpoint; once more stops at once.", bool isLaunched = false)
    {
        (_error, _notice, _isLaunched) = (error, notice, isLaunched);
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Received(context, Cli.ExitCode.Interrupted)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Received(context, Cli.ExitCode.Terminated)),
            .. OperatingSystem.IsLinux() ? [PosixSignalRegistration.Create(UserSignal, context => Received(context, Cli.ExitCode.Interrupted))] : Array.Empty<PosixSignalRegistration>(),
        ];
    }

    /// <summary>Set by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>The exit code that the first signal asks for; 0 before.</summary>
    public int ExitCode => Volatile.Read(ref _exitCode);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private void Received(PosixSignalContext context, int exitCode)
    {
        // The second signal is left to the system, which ends the process even inside native code.
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) == 0)
        {
            context.Cancel = true;
            if (!_isLaunched || context.Signal != PosixSignal.SIGTERM)
            {
                _error.WriteLine();
                _error.WriteLine(_notice);
            }

            _stop.Cancel();
        }
    }
}
