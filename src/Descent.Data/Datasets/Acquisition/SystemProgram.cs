using System.ComponentModel;
using System.Diagnostics;

namespace Descent.Data.Datasets.Acquisition;

/// <summary>Programs of this machine, run without a shell and without input.</summary>
internal static class SystemProgram
{
    /// <summary>The <see cref="RunProgram"/> of this machine. A cancelled program is ended with its children.</summary>
    public static async Task<ProgramOutcome> RunAsync(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Start(start);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return new ProgramOutcome(process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PlaceException($"{start.FileName} is not on this machine", e);
        }
    }
}
