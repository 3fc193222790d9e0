namespace Descent.Torch.Loading;

/// <summary>The folders of the native libraries: beside a published program, else in the NuGet package cache.</summary>
internal sealed record NativeFolders(string Libtorch, string TorchSharp)
{
    public const string Bridge = "libLibTorchSharp.so";
    private const string Cpu = "libtorch_cpu.so";
    private const string Runtime = "runtimes/linux-x64/native";

    public static NativeFolders Find() =>
        Find(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("NUGET_PACKAGES"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));

    internal static NativeFolders Find(string program, string? packages, string home)
    {
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
            if (File.Exists(Path.Combine(libtorch, Cpu)) && File.Exists(Path.Combine(torchSharp, Bridge)))
            {
                return new NativeFolders(libtorch, torchSharp);
            }
        }

        throw new DllNotFoundException(
            $"libtorch was not found. Looked for {Cpu} and {Bridge} in: "
            + string.Join("; ", places.Select(place => place.Libtorch == place.TorchSharp ? place.Libtorch : $"{place.Libtorch} with {place.TorchSharp}"))
            + ". Run 'dotnet restore' in the checkout, or publish the program, which puts them beside it.");
    }
}
