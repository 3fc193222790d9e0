namespace Descent.Data.Datasets.Acquisition;

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 when it did what it was asked.</param>
/// <param name="Output">What it wrote, both streams.</param>
internal sealed record ProgramOutcome(int ExitCode, string Output);

/// <summary>Runs a program in a folder and waits for it.</summary>
/// <exception cref="PlaceException">The program is not on this machine.</exception>
internal delegate Task<ProgramOutcome> RunProgram(string program, IReadOnlyList<string> arguments, string folder, CancellationToken cancellation);
