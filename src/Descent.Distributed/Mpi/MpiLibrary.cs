using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Descent.Distributed.Mpi;

/// <summary>The MPI that this process would use: found and loaded at run time, Open MPI or MPICH.</summary>
/// <remarks>
/// The launcher decides: a rank that Open MPI's mpirun started must load Open MPI, one that speaks PMI must load MPICH. Under Slurm or without a
/// launcher it is whichever is there, Open MPI first. DESCENT_MPI overrides both with a library's file name or path.
/// </remarks>
public sealed unsafe partial class MpiLibrary
{
    private const string Install = "Install one: apt install openmpi-bin (or mpich).";
    private const string Override = "DESCENT_MPI";
    private const int Now = 0x2;
    private const int Global = 0x100;

    // MPICH's own name, then the name that Debian gives it.
    private static readonly string[] OpenMpi = ["libmpi.so.40"];
    private static readonly string[] Mpich = ["libmpi.so.12", "libmpich.so.12"];
    private static readonly string[] MpichFamily = ["MPICH", "Intel(R) MPI", "MVAPICH"];
    private static readonly Lazy<MpiLibrary> Loaded = new(() => Find(Environment.GetEnvironmentVariable));

    private MpiLibrary(nint library, string name)
    {
        Functions = new MpiFunctions(library);
        string text = Text(Functions.GetLibraryVersion);
        bool open = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _);
        Vendor = open ? "Open MPI" : MpichFamily.FirstOrDefault(vendor => text.Contains(vendor, StringComparison.Ordinal))
            ?? throw new DllNotFoundException($"{name} calls itself '{text.Trim()}', which is neither Open MPI nor of MPICH's family. {Install}");
        Abi = open ? MpiAbi.OpenMpi(library) : MpiAbi.Mpich;
        Version = Number().Match(text).Value;
        File = PathOf(name);
    }

    /// <summary>Whose it is, as "Open MPI" or "MPICH".</summary>
    public string Vendor { get; }

    /// <summary>Its version, as "4.1.4".</summary>
    public string Version { get; }

    /// <summary>The file that it was loaded from.</summary>
    public string File { get; }

    internal MpiAbi Abi { get; }

    internal MpiFunctions Functions { get; }

    /// <summary>Loads it once in the process, without starting it.</summary>
    /// <exception cref="DllNotFoundException">There is none, or not the one that the launcher asks for; the message says what to install.</exception>
    public static MpiLibrary Load() => Loaded.Value;

    /// <summary>One line for people: vendor, version and file, or what to install.</summary>
    public static string Describe()
    {
        try
        {
            return Load().ToString();
        }
        catch (DllNotFoundException e)
        {
            return $"none found: {e.Message}";
        }
    }

    /// <inheritdoc />
    public override string ToString() => $"{Vendor} {Version} ({File})";

    /// <summary>The names to try, in order, and why these.</summary>
    internal static (string[] Names, string Reason) Candidates(Func<string, string?> variable) =>
        variable(Override) is { Length: > 0 } file ? ([file], $"{Override} asks for it")
        : variable("OMPI_COMM_WORLD_RANK") is not null ? (OpenMpi, "Open MPI's mpirun started this process")
        // Slurm's own PMI serves either.
        : variable("PMI_RANK") is not null && variable("SLURM_PROCID") is null ? (Mpich, "MPICH's mpirun started this process")
        : variable("PMI_RANK") is not null ? ([.. Mpich, .. OpenMpi], "training on many processes needs an MPI")
        : ([.. OpenMpi, .. Mpich], "training on many processes needs an MPI");

    /// <summary>Called before MPI starts: chooses how Open MPI sums over two ranks, where the user has not.</summary>
    /// <remarks>
    /// A sum in place goes in Open MPI to one rank and back, so that of two each waits for the other twice. Both can send at once ("recursive doubling"), which takes 0.4 of the
    /// time from 40 kB to 4 MB, and gives the same bits.
    /// </remarks>
    /// <param name="ranks">How many there will be.</param>
    internal static void Tune(int ranks)
    {
        if (ranks == 2)
        {
            _ = SetEnvironment("OMPI_MCA_coll_libnbc_iallreduce_algorithm", "4", 0);
        }
    }

    internal static MpiLibrary Find(Func<string, string?> variable)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new DllNotFoundException("Many processes are supported on Linux only.");
        }

        // UCX, under MPICH, would take over SIGSEGV, which is how .NET turns a null reference into an exception.
        _ = SetEnvironment("UCX_ERROR_SIGNALS", "", 1);
        (string[] names, string reason) = Candidates(variable);
        foreach (string name in names)
        {
            // Its plugins look for its symbols among the global ones; NativeLibrary.Load would keep them local.
            nint library = Open(name, Now | Global);
            if (library != 0)
            {
                return NativeLibrary.TryGetExport(library, "MPI_Init_thread", out _)
                    ? new MpiLibrary(library, name)
                    : throw new DllNotFoundException($"{name} is no MPI ({reason}). {Install}");
            }
        }

        throw new DllNotFoundException($"{string.Join(" or ", names)} could not be loaded ({reason}). {Install}");
    }

    private static string Text(delegate* unmanaged<byte*, int*, int> get)
    {
        byte* text = stackalloc byte[MpiAbi.TextBytes];
        int length = 0;
        _ = get(text, &length);
        return Encoding.UTF8.GetString(text, length);
    }

    // The kernel's list of mapped files has the real path at the end of a line.
    private static string PathOf(string name) =>
        System.IO.File.ReadLines("/proc/self/maps")
            .Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var start ? line[start..] : "")
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(Path.GetFileName(name), StringComparison.Ordinal)) ?? name;

    [GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial Regex Number();

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string file, int flags);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
