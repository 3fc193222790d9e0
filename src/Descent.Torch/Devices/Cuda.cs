using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Torch.Devices;

/// <summary>NVIDIA's GPUs, as this process's libtorch can use them.</summary>
public static class Cuda
{
    private const string DriverFolder = "/proc/driver/nvidia/gpus";

    /// <summary>Whether this process computes on a GPU: memory for its copies is page-locked then, and its random numbers are keyed too.</summary>
    public static bool IsUsed { get; private set; }

    /// <summary>The models of the GPUs that NVIDIA's driver has found, whether or not libtorch can use them.</summary>
    public static IReadOnlyList<string> Gpus => ReadModels(DriverFolder);

    /// <summary>What keeps libtorch from computing on a GPU here; null when nothing does.</summary>
    /// <exception cref="DllNotFoundException">libtorch cannot be loaded.</exception>
    public static CudaFault? FindFault()
    {
        LibtorchLocation libtorch = Libtorch.Load();
        return FindFault(libtorch, libtorch.HasCuda ? cuda.device_count() : 0, Gpus);
    }

    /// <summary>Has this process compute on the GPU from now on, matrix products and convolutions of float32 in TF32 (10 bits of precision).</summary>
    /// <exception cref="InvalidOperationException">See <see cref="FindFault()"/>.</exception>
    public static void Use()
    {
        if (FindFault() is { } fault)
        {
            throw new InvalidOperationException($"There is no GPU to compute on: {fault.Found}. {fault.Fix}");
        }

        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
        IsUsed = true;
    }

    internal static CudaFault? FindFault(LibtorchLocation libtorch, int devices, IReadOnlyList<string> gpus)
    {
        string driver = gpus.Count > 0 ? string.Join(", ", gpus) : "no NVIDIA driver with a GPU";
        if (!libtorch.HasCuda)
        {
            return new CudaFault(
                $"{driver}, and libtorch without CUDA in {libtorch.Folder}",
                $"Build with -p:Cuda=true, or set {NativeFolders.Variable} to the folder of a PyTorch {PackageVersions.Libtorch} with CUDA.");
        }

        return devices > 0 ? null : new CudaFault(
            $"{driver}, and libtorch with CUDA in {libtorch.Folder}, which finds no GPU",
            "Install NVIDIA's driver until nvidia-smi lists the GPU, and leave CUDA_VISIBLE_DEVICES unset.");
    }

    // A folder for each GPU, with a file of lines such as "Model: 		 NVIDIA H100".
    internal static IReadOnlyList<string> ReadModels(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Select(gpu => Path.Combine(gpu, "information")).Where(File.Exists)
            .SelectMany(File.ReadLines).Where(line => line.StartsWith("Model:", StringComparison.Ordinal)).Select(line => line[6..].Trim()),
    ];
}
