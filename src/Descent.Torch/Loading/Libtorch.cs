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

    // In the order in which they depend on one another.
    private static readonly string[] Libraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    /// <summary>Loads libtorch once in the process; later calls cost nothing.</summary>
    /// <exception cref="DllNotFoundException">It is nowhere that it could be; the message lists where.</exception>
    public static LibtorchLocation Load() => Loaded.Value;

    private static LibtorchLocation LoadWithPolicy()
    {
        if (!OperatingSystem.IsLinux())
        {
            return LoadNatives();
        }

        MallocPolicy.Apply();
        OpenMpPolicy.Apply();
        LibtorchLocation location = LoadNatives();
        LibtorchContext.TurnOffNnpack();
        return location;
    }

    /// <summary>Loads the natives and leaves malloc as the system has it, as a program without Descent would run: what benchmarks compare with.</summary>
    internal static LibtorchLocation LoadNatives()
    {
        if (!OperatingSystem.IsLinux())
        {
            return new LibtorchLocation(AppContext.BaseDirectory, "by TorchSharp itself");
        }

        NativeFolders folders = NativeFolders.Find();
        foreach (string library in Libraries)
        {
            NativeLibrary.Load(Path.Combine(folders.Libtorch, library));
        }

        string bridge = Path.Combine(folders.TorchSharp, NativeFolders.Bridge);
        if (NativeLibrary.TryLoad(bridge, out _))
        {
            return new LibtorchLocation(folders.Libtorch, "as it is");
        }

        string relaxed = RelaxedBridge.Make(bridge);
        NativeLibrary.Load(relaxed);
        return new LibtorchLocation(folders.Libtorch, $"with a copy of TorchSharp's bridge that accepts this system's libstdc++ ({relaxed})");
    }
}
