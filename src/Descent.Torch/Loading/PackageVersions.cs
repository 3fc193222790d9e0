using System.Reflection;

namespace Descent.Torch.Loading;

/// <summary>The versions of the native packages that this assembly was built against.</summary>
public static class PackageVersions
{
    /// <summary>The version of libtorch.</summary>
    public static string Libtorch { get; } = Read(nameof(Libtorch));

    /// <summary>The version of TorchSharp.</summary>
    public static string TorchSharp { get; } = Read(nameof(TorchSharp));

    private static string Read(string package) =>
        typeof(PackageVersions).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == package + "Version").Value!;
}
