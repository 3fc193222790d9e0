using System.Runtime.InteropServices;

namespace Descent.Torch.Loading;

/// <summary>The version that a loaded libtorch says of itself: TorchSharp's bridge works with the one that it was built for and crashes with others.</summary>
internal static unsafe class LibtorchVersion
{
    private const string Export = "aoti_torch_abi_version"; // torch/csrc/inductor/aoti_torch/c/shim.h

    /// <summary>For example "2.10.0"; null for one that is too old to say.</summary>
    public static string? Read(nint library) => NativeLibrary.TryGetExport(library, Export, out nint function)
        ? Text(((delegate* unmanaged[Cdecl]<ulong>)function)()) : null;

    /// <summary>Makes sure that a version is the one that TorchSharp was built for; a later patch of it is as good.</summary>
    /// <param name="found">See <see cref="Read"/>.</param>
    /// <param name="folder">Where it was found.</param>
    /// <exception cref="DllNotFoundException">It is another.</exception>
    public static void Require(string? found, string folder)
    {
        if (found is null || MajorMinor(found) != MajorMinor(PackageVersions.Libtorch))
        {
            throw new DllNotFoundException(
                $"{NativeFolders.Variable} names libtorch {found ?? "of an old version"} in {folder}, but TorchSharp {PackageVersions.TorchSharp} was built for "
                + $"{PackageVersions.Libtorch}. Name the folder of a PyTorch or libtorch {PackageVersions.Libtorch}, or unset {NativeFolders.Variable}.");
        }
    }

    // Major, minor and patch are the three highest bytes.
    internal static string Text(ulong version) => $"{version >> 56}.{(version >> 48) & 0xFF}.{(version >> 40) & 0xFF}";

    private static string MajorMinor(string version) => string.Join('.', version.Split('.')[..2]);
}
