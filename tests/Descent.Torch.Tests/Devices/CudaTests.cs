using Descent.Torch.Devices;
using Descent.Torch.Loading;

namespace Descent.Torch.Tests.Devices;

public sealed class CudaTests
{
    private static readonly LibtorchLocation Without = new("/some/lib", "as it is");

    [Fact]
    public void A_libtorch_without_CUDA_is_told_with_its_folder_and_the_GPUs_that_it_cannot_use()
    {
        CudaFault fault = Cuda.FindFault(Without, 0, ["NVIDIA A", "NVIDIA B"])!;

        Assert.Equal("NVIDIA A, NVIDIA B, and libtorch without CUDA in /some/lib", fault.Found);
        Assert.Contains("-p:Cuda=true", fault.Fix, StringComparison.Ordinal);
        Assert.Contains($"DESCENT_LIBTORCH to the folder of a PyTorch {PackageVersions.Libtorch}", fault.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void A_libtorch_with_CUDA_needs_a_GPU_and_nothing_else()
    {
        LibtorchLocation with = Without with { HasCuda = true };

        Assert.Equal("no NVIDIA driver with a GPU, and libtorch with CUDA in /some/lib, which finds no GPU", Cuda.FindFault(with, 0, [])!.Found);
        Assert.Contains("driver", Cuda.FindFault(with, 0, [])!.Fix, StringComparison.Ordinal);
        Assert.Null(Cuda.FindFault(with, 1, []));
    }

    [Fact]
    public void The_drivers_files_say_the_models_in_the_order_of_their_folders()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach ((string bus, string model) in new[] { ("0000:41:00.0", "NVIDIA B"), ("0000:01:00.0", "NVIDIA A") })
            {
                Directory.CreateDirectory(Path.Combine(folder, bus));
                File.WriteAllText(Path.Combine(folder, bus, "information"), $"Model: \t\t {model}\nIRQ:   \t\t 1\n");
            }

            Directory.CreateDirectory(Path.Combine(folder, "0000:99:00.0"));
            Assert.Equal(["NVIDIA A", "NVIDIA B"], Cuda.ReadModels(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        Assert.Empty(Cuda.ReadModels(folder));
    }

    [Fact]
    public void Without_a_GPU_it_cannot_be_used()
    {
        CudaFault? fault = Cuda.FindFault();
        Assert.SkipWhen(fault is null, "This machine has a GPU.");

        var error = Assert.Throws<InvalidOperationException>(Cuda.Use);
        Assert.Contains(fault!.Found, error.Message, StringComparison.Ordinal);
        Assert.False(Cuda.IsUsed);
    }
}
