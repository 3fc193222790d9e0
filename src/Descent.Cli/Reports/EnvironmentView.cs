using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Descent.Distributed.Launching;
using Descent.Distributed.Mpi;
using Descent.Torch.Devices;
using Descent.Torch.Loading;

namespace Descent.Cli.Reports;

/// <summary>What was found on this machine, and what to install where something is missing.</summary>
internal static class EnvironmentView
{
    private const string HugePages = "/sys/kernel/mm/transparent_hugepage/enabled";
    private const string HugePagesForTorch = "THP_MEM_ALLOC_ENABLE";

    public static void Write(Terminal terminal)
    {
        FactList facts = new();
        facts.Add("system", $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}");
        facts.Add(".NET runtime", RuntimeInformation.FrameworkDescription);
        facts.Add(".NET SDK", FirstLine("dotnet", "--version") ?? "not on PATH (needed only to build)");
        facts.Add("TorchSharp", PackageVersions.TorchSharp);
        facts.Add("libtorch", Libtorch());
        facts.Add("GPU", Gpu());
        facts.Add("cores", $"{Environment.ProcessorCount}");
        facts.Add("huge pages", Huge());
        facts.Add("MPI", MpiLibrary.Describe());
        facts.Add("mpirun", Mpirun.All() is { Count: > 0 } found ? string.Join(", ", found) : "not found (for training on many processes: apt install openmpi-bin)");
        facts.Add("data", Environment.GetEnvironmentVariable("DESCENT_DATA") is { Length: > 0 } data ? $"{data} (DESCENT_DATA)" : "DESCENT_DATA is not set");
        facts.Add("cache", UserCache.Folder);
        facts.Write(terminal);
    }

    private static string Libtorch()
    {
        try
        {
            LibtorchLocation location = Torch.Loading.Libtorch.Load();
            return $"{PackageVersions.Libtorch}, loaded {location.How}, from {location.Folder}";
        }
        catch (DllNotFoundException e)
        {
            return $"not loaded: {e.Message}";
        }
    }

    private static string Gpu()
    {
        try
        {
            return Cuda.FindFault() is { } fault ? $"not used: {fault.Found}. {fault.Fix}" : $"{string.Join(", ", Cuda.Gpus)} (--device cuda)";
        }
        catch (DllNotFoundException)
        {
            return "not known without libtorch";
        }
    }

    // The kernel marks the setting in use with brackets: "always [madvise] never".
    private static string Huge()
    {
        string kernel = File.Exists(HugePages) && File.ReadAllText(HugePages).Split('[', ']') is [_, var used, ..] ? used : "not offered by this kernel";
        string torch = Environment.GetEnvironmentVariable(HugePagesForTorch) is { Length: > 0 } value ? value : "not set";
        return $"{kernel}; {HugePagesForTorch} {torch}";
    }

    private static string? FirstLine(string program, string argument)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            string? line = process.StandardOutput.ReadLine();
            process.WaitForExit();
            return process.ExitCode == 0 ? line : null;
        }
        catch (Win32Exception)
        {
            return null; // The system has no such program.
        }
    }
}
