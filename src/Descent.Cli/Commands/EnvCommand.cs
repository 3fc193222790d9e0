using System.CommandLine;
using Descent.Cli.Reports;

namespace Descent.Cli.Commands;

/// <summary>Says what was found on this machine.</summary>
internal sealed class EnvCommand : CliCommand
{
    private readonly Terminal _terminal;

    public EnvCommand(Terminal terminal)
        : base(
            "env", "Say what was found here: .NET, libtorch and how it was loaded, GPUs, cores, huge pages, MPI, caches.",
            "descent env") => _terminal = terminal;

    public override int Run(ParseResult result)
    {
        EnvironmentView.Write(_terminal);
        return ExitCode.Done;
    }
}
