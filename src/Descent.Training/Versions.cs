using System.Reflection;
using Descent.Torch.Loading;

namespace Descent.Training;

/// <summary>The versions that a run or a model was made with, by name.</summary>
internal static class Versions
{
    public static IReadOnlyDictionary<string, string> All { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["descent"] = typeof(Versions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion,
        ["dotnet"] = Environment.Version.ToString(),
        ["libtorch"] = PackageVersions.Libtorch,
        ["torchsharp"] = PackageVersions.TorchSharp,
    };
}
