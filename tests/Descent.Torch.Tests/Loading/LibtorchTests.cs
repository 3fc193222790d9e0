using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Torch.Tests.Loading;

public sealed class LibtorchTests
{
    [Fact]
    public void Loads_and_computes()
    {
        LibtorchLocation location = Libtorch.Load();

        using Tensor product = ones(2, 3).mm(ones(3, 4));
        Assert.Equal(24, product.sum().item<float>());
        Assert.True(Directory.Exists(location.Folder));
        Assert.NotEmpty(location.How);
    }

    [Fact]
    public void Natives_stay_out_of_the_output_folder() =>
        Assert.False(File.Exists(Path.Combine(AppContext.BaseDirectory, "runtimes/linux-x64/native/libtorch_cpu.so")));

    [Fact]
    public void The_relaxed_copy_differs_in_one_flag_and_heals_when_damaged()
    {
        string original = Path.Combine(NativeFolders.Find().TorchSharp, NativeFolders.Bridge);
        string cache = Directory.CreateTempSubdirectory().FullName;
        try
        {
            string copy = RelaxedBridge.Make(original, cache);
            byte[] before = File.ReadAllBytes(original);
            byte[] after = File.ReadAllBytes(copy);
            Assert.Equal(before.Length, after.Length);
            Assert.Equal(1, before.Zip(after).Count(pair => pair.First != pair.Second));

            File.WriteAllBytes(copy, new byte[100]);
            Assert.Equal(after, File.ReadAllBytes(RelaxedBridge.Make(original, cache)));
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    [Fact]
    public void Only_an_ELF_image_is_relaxed() =>
        Assert.Throws<BadImageFormatException>(() => RelaxedBridge.Relax(new byte[128]));
}
