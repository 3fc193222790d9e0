using System.Runtime.InteropServices;
using Descent.Torch.Memory;

namespace Descent.Torch.Loading;

/// <summary>The native library under TorchSharp: where it was found and how it was loaded.</summary>
/// <remarks>
/// TorchSharp loads its natives from the program's folder, half a gigabyte beside every program, and its bridge asks for a newer
/// libstdc++ than Debian 12, Ubuntu 22.04 and RHEL 9 have. Loading both by absolute path first, from wherever they lie, mends both.
/// Must come before any other use of TorchSharp in the process: a second libtorch aborts it.
/// </remarks>
public static class Libtorch
{
    private static readonly Lazy<LibtorchLocation> Loaded = new(LoadWithPolicy);

    // In the order in which they depend on one another; those of CUDA where they are.
    private static readonly string[] CudaLibraries = ["libc10_cuda.so", "libtorch_cuda.so"];
    private static bool _asSystem;

    /// <summary>Loads libtorch once in the process; later calls cost nothing.</summary>
    /// <exception cref="DllNotFoundException">It is nowhere that it could be, and the message lists where, or the user names one of another version.</exception>
    public static LibtorchLocation Load() => Loaded.Value;

    /// <summary>Begins to load it on another thread, about half a second's work, while this one reads data or the like.</summary>
    /// <returns>Disposing it waits until loading has ended, for a process must not end meanwhile; how it failed is for <see cref="Load"/> to say.</returns>
    public static IDisposable BeginLoad() => new LibtorchLoading();

    /// <summary>Loads it and leaves malloc and OpenMP as the system has them, as a program without Descent would run: what benchmarks compare with.</summary>
    internal static LibtorchLocation LoadAsSystem()
    {
        _asSystem = true;
        return Load();
    }

    private static LibtorchLocation LoadWithPolicy()
    {
        if (!OperatingSystem.IsLinux() || _asSystem)
        {
            return LoadNatives();
        }

        MallocPolicy.Apply();
        OpenMpPolicy.Apply();
        LibtorchLocation location = LoadNatives();
        LibtorchContext.TurnOffNnpack();
        return location;
    }

    private static LibtorchLocation LoadNatives()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new LibtorchLocation(AppContext.BaseDirectory, "by TorchSharp itself");
        }

        NativeFolders folders = NativeFolders.Find();
        NativeLibrary.Load(Path.Combine(folders.Libtorch, NativeFolders.C10));
        nint cpu = NativeLibrary.Load(Path.Combine(folders.Libtorch, NativeFolders.Cpu));
        if (folders.IsNamed)
        {
            LibtorchVersion.Require(LibtorchVersion.Read(cpu), folders.Libtorch);
        }

        string[] cuda = [.. CudaLibraries.Select(library => Path.Combine(folders.Libtorch, library)).Where(File.Exists)];
        foreach (string library in cuda)
        {
            NativeLibrary.Load(library);
        }

        NativeLibrary.Load(Path.Combine(folders.Libtorch, NativeFolders.Torch));
        return new LibtorchLocation(folders.Libtorch, LoadBridge(Path.Combine(folders.TorchSharp, NativeFolders.Bridge), folders.IsNamed))
        {
            HasCuda = cuda.Length == CudaLibraries.Length,
        };
    }

    private static string LoadBridge(string bridge, bool isNamed)
    {
        string named = isNamed ? $"as {NativeFolders.Variable} says, " : "";
        if (NativeLibrary.TryLoad(bridge, out _))
        {
            return $"{named}as it is";
        }

        string relaxed = RelaxedBridge.Make(bridge);
        NativeLibrary.Load(relaxed);
        return $"{named}with a copy of TorchSharp's bridge that accepts this system's libstdc++ ({relaxed})";
    }
}
