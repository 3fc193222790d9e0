using System.Runtime.InteropServices;
using Descent.Torch.Loading;

namespace Descent.Torch.Tests.Loading;

public sealed class LibtorchVersionTests
{
    [Fact]
    public void The_loaded_libtorch_says_the_version_of_its_package()
    {
        nint library = NativeLibrary.Load(Path.Combine(Libtorch.Load().Folder, NativeFolders.Cpu));

        Assert.Equal(PackageVersions.Libtorch, LibtorchVersion.Read(library));
        LibtorchVersion.Require(LibtorchVersion.Read(library), "here");
    }

    [Fact]
    public void A_library_that_does_not_say_has_no_version() =>
        Assert.Null(LibtorchVersion.Read(NativeLibrary.Load(Path.Combine(Libtorch.Load().Folder, NativeFolders.C10))));

    [Theory]
    [InlineData(0x020A000000000000UL, "2.10.0")]
    [InlineData(0x0209010000000000UL, "2.9.1")]
    public void A_version_lies_in_the_highest_bytes(ulong version, string text) => Assert.Equal(text, LibtorchVersion.Text(version));

    [Theory]
    [InlineData("2.9.1", "libtorch 2.9.1 in /some/lib")]
    [InlineData("2.1.0", "libtorch 2.1.0 in /some/lib")]
    [InlineData(null, "libtorch of an old version in /some/lib")]
    public void Another_version_is_refused_with_the_one_that_is_needed(string? found, string said)
    {
        var error = Assert.Throws<DllNotFoundException>(() => LibtorchVersion.Require(found, "/some/lib"));

        Assert.Contains(said, error.Message, StringComparison.Ordinal);
        Assert.Contains($"was built for {PackageVersions.Libtorch}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_patch_is_as_good() => LibtorchVersion.Require("2.10.1", "/some/lib");
}
