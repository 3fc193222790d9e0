using Descent.Torch.Loading;

namespace Descent.Torch.Tests.Loading;

public sealed class NativeFoldersTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    [Fact]
    public void A_missing_libtorch_says_where_it_was_looked_for()
    {
        var error = Assert.Throws<DllNotFoundException>(() => NativeFolders.Find("/nowhere", "/no-packages", "/no-home", null));

        Assert.Contains("/nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains("/no-packages/libtorch-cpu-linux-x64", error.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet restore", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lib")]
    [InlineData("")]
    public void A_named_folder_holds_the_libraries_itself_or_in_lib_and_the_bridge_is_the_programs(string inside)
    {
        string named = Touch(Path.Combine("torch", inside), NativeFolders.C10, NativeFolders.Cpu, NativeFolders.Torch);
        string program = Touch("program", NativeFolders.Cpu, NativeFolders.Bridge);

        NativeFolders folders = NativeFolders.Find(program, null, "/no-home", Path.Combine(_folder, "torch"));

        Assert.Equal((Path.TrimEndingDirectorySeparator(named), program, true), (folders.Libtorch, folders.TorchSharp, folders.IsNamed));
        Assert.False(NativeFolders.Find(program, null, "/no-home", "").IsNamed);
    }

    [Fact]
    public void A_named_folder_without_a_library_is_refused_with_its_name()
    {
        Touch("torch/lib", NativeFolders.Cpu, NativeFolders.Torch);
        var error = Assert.Throws<DllNotFoundException>(() => NativeFolders.Find(_folder, null, "/no-home", Path.Combine(_folder, "torch")));

        Assert.Contains($"DESCENT_LIBTORCH names '{_folder}/torch', where libc10.so is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains($"PyTorch {PackageVersions.Libtorch}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_folder_that_there_is_not_is_refused() => Assert.Contains(
        "names '/no-torch', which is no folder",
        Assert.Throws<DllNotFoundException>(() => NativeFolders.Find(_folder, null, "/no-home", "/no-torch")).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Touch(string name, params string[] files)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
        foreach (string file in files)
        {
            File.WriteAllText(Path.Combine(folder, file), "");
        }

        return folder;
    }
}
