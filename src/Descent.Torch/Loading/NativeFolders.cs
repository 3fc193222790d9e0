namespace Descent.Torch.Loading;

/// <summary>The folders of the native libraries: libtorch where the user says, else both beside a published program or in the NuGet package cache.</summary>
internal sealed record NativeFolders(string Libtorch, string TorchSharp)
{
    /// <summary>The environment variable that names the folder of a PyTorch or libtorch to use.</summary>
    public const string Variable = "DESCENT_LIBTORCH";

    public const string Bridge = "libLibTorchSharp.so";
    public const string C10 = "libc10.so";
    public const string Cpu = "libtorch_cpu.so";
    public const string Torch = "libtorch.so";
    private const string Runtime = "runtimes/linux-x64/native";

    /// <summary>Whether the user named libtorch's folder.</summary>
    public bool IsNamed { get; init; }

    public static NativeFolders Find() =>
        Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Environment.GetEnvironmentVariable(Variable));

    internal static NativeFolders Find(string program, string? packages, string home, string? named)
    {
        string? given = string.IsNullOrEmpty(named) ? null : FindGiven(named);
        packages ??= Path.Combine(home, ".nuget", "packages");
        (string Libtorch, string TorchSharp)[] places =
        [
            (program, program),
            (Path.Combine(program, Runtime), Path.Combine(program, Runtime)),
            (Path.Combine(packages, "libtorch-cpu-linux-x64", PackageVersions.Libtorch, Runtime),
                Path.Combine(packages, "torchsharp", PackageVersions.TorchSharp, Runtime)),
        ];
        foreach ((string libtorch, string torchSharp) in places)
        {
            if ((given is not null || File.Exists(Path.Combine(libtorch, Cpu))) && File.Exists(Path.Combine(torchSharp, Bridge)))
            {
                return new NativeFolders(given ?? libtorch, torchSharp) { IsNamed = given is not null };
            }
        }

        throw new DllNotFoundException(
            $"libtorch was not found. Looked for {Cpu} and {Bridge} in: "
            + string.Join("; ", places.Select(place => place.Libtorch == place.TorchSharp ? place.Libtorch : $"{place.Libtorch} with {place.TorchSharp}"))
            + ". Run 'dotnet restore' in the checkout, or publish the program, which puts them beside it.");
    }

    // A Python package and an unpacked libtorch have their libraries in lib.
    private static string FindGiven(string named)
    {
        string inside = Path.Combine(named, "lib");
        string folder = File.Exists(Path.Combine(inside, Cpu)) || !File.Exists(Path.Combine(named, Cpu)) ? inside : named;
        string[] missing = [.. new[] { C10, Cpu, Torch }.Where(library => !File.Exists(Path.Combine(folder, library)))];
        return missing.Length == 0 ? Path.GetFullPath(folder) : throw new DllNotFoundException(
            $"{Variable} names '{named}', {(Directory.Exists(named) ? $"where {string.Join(", ", missing)} {(missing.Length == 1 ? "is" : "are")} missing, in itself and in lib" : "which is no folder")}. "
            + $"Name the folder of a PyTorch {PackageVersions.Libtorch} (python3 -c \"import torch; print(torch.__path__[0])\") or of an unpacked libtorch, or unset {Variable}.");
    }
}
