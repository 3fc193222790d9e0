using System.Diagnostics;
using Descent.Distributed.Mpi;
using Descent.Runs;

namespace Descent.Distributed.Launching;

/// <summary>A program that starts ranks.</summary>
/// <param name="Program">Its path.</param>
/// <param name="Vendor">Whose it is.</param>
/// <param name="Version">For example "4.1.4".</param>
public sealed record Mpirun(string Program, MpiVendor Vendor, string Version)
{
    // Where both are installed, mpirun alone is whichever the system was told to prefer.
    private static readonly string[] Names = ["mpirun", "mpirun.openmpi", "mpiexec.hydra", "mpirun.mpich"];

    /// <summary>The first that is on PATH.</summary>
    /// <param name="vendor">Whose it must be; null is Open MPI before MPICH.</param>
    /// <exception cref="RunConfigurationException">There is none; the message says what to install.</exception>
    public static Mpirun Find(MpiVendor? vendor = null)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return FindAll(path).Where(found => vendor is null || found.Vendor == vendor).OrderBy(found => found.Vendor).FirstOrDefault()
            ?? throw new RunConfigurationException(new Mistake(
                vendor is null ? "No mpirun was found." : $"No mpirun of {Name(vendor.Value)} was found.", $"PATH={path}", "Open MPI or MPICH on Linux",
                $"Install it, for example: apt install {(vendor == MpiVendor.Mpich ? "mpich" : "openmpi-bin libopenmpi3")}"));
    }

    /// <summary>Every kind and version that is on PATH.</summary>
    public static IReadOnlyList<Mpirun> All() =>
        [.. FindAll(Environment.GetEnvironmentVariable("PATH") ?? "").DistinctBy(found => (found.Vendor, found.Version))];

    /// <inheritdoc />
    public override string ToString() => $"{Program} ({Name(Vendor)} {Version})";

    /// <summary>Every one in the folders of <paramref name="path"/>.</summary>
    internal static IEnumerable<Mpirun> FindAll(string path) =>
        from name in Names
        from folder in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let program = Path.Combine(folder, name)
        where OperatingSystem.IsLinux() && File.Exists(program)
        let found = Ask(program)
        where found is not null
        select found;

    /// <summary>What is said of itself: "mpirun (Open MPI) 4.1.4", or Hydra's list with a line "Version: 4.0.2".</summary>
    internal static Mpirun? Read(string program, string text)
    {
        string[] lines = text.Split('\n');
        if (lines[0].Split("(Open MPI)") is [_, var version])
        {
            return new Mpirun(program, MpiVendor.OpenMpi, version.Trim());
        }

        string? hydra = lines.FirstOrDefault(line => line.TrimStart().StartsWith("Version:", StringComparison.Ordinal));
        return text.Contains("HYDRA", StringComparison.Ordinal) && hydra is not null
            ? new Mpirun(program, MpiVendor.Mpich, hydra.Split(':')[1].Trim())
            : null;
    }

    internal static string Name(MpiVendor vendor) => vendor == MpiVendor.OpenMpi ? "Open MPI" : "MPICH";

    private static Mpirun? Ask(string program)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, "--version")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Read(program, text);
    }
}
