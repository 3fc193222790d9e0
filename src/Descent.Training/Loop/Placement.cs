using Descent.Runs;
using Descent.Torch.Devices;
using Descent.Torch.Loading;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>Where a network's tensors lie.</summary>
/// <param name="Device">Their device.</param>
/// <param name="IsMirrored">Whether trained parameters are copies of those that the processor updates, and gradients are copied back to it.</param>
internal sealed record Placement(Device Device, bool IsMirrored)
{
    /// <summary>In the processor's memory, where they are updated.</summary>
    public static Placement Host { get; } = MakeHost();

    /// <summary>The place that a device computes in.</summary>
    /// <exception cref="RunConfigurationException">This machine has no such device.</exception>
    public static Placement Of(ComputeDevice device)
    {
        if (device == ComputeDevice.Cpu)
        {
            return Host;
        }

        IReadOnlyList<Mistake> mistakes = FindMistakes(device);
        if (mistakes.Count > 0)
        {
            throw new RunConfigurationException(mistakes);
        }

        Cuda.Use();
        return new Placement(CUDA, IsMirrored: true);
    }

    /// <summary>What keeps a network from this device; empty when nothing does.</summary>
    public static IReadOnlyList<Mistake> FindMistakes(ComputeDevice device) => device == ComputeDevice.Cuda && Cuda.FindFault() is { } fault
        ?
        [
            new Mistake(
                "There is no GPU to compute on.", $"--device cuda; found: {fault.Found}", $"an NVIDIA GPU and libtorch {PackageVersions.Libtorch} with CUDA, or --device cpu",
                $"{fault.Fix} Or give --device cpu."),
        ]
        : [];

    /// <summary>Brings a network here; its parameters are new ones then.</summary>
    /// <exception cref="RunConfigurationException">A parameter has several names: TorchSharp would copy it for each.</exception>
    public void Move(Module network)
    {
        if (Device.type == DeviceType.CPU)
        {
            return;
        }

        string[] shared =
        [
            .. network.named_modules().Prepend((network.GetName(), network)).DistinctBy(part => part.Item2)
                .SelectMany(part => part.Item2.named_parameters(recurse: false).Select(own => (Name: $"{part.Item1}.{own.name}", own.parameter.Handle)))
                .GroupBy(own => own.Handle, own => own.Name)
                .Where(names => names.Count() > 1).Select(names => string.Join(" = ", names)),
        ];
        if (shared.Length > 0)
        {
            throw new RunConfigurationException(new Mistake(
                "A parameter of several layers cannot be brought to another device.", string.Join(", ", shared), "parameters of one name",
                "Share the layer that holds the parameter, or give --device cpu."));
        }

        network.to(Device);
    }

    /// <summary>The tensor if it is here already, else a copy that the dispose scope owns; nothing waits for a copy of page-locked memory.</summary>
    public Tensor Bring(Tensor tensor) =>
        tensor.device_type == Device.type ? tensor : tensor.to(Device, non_blocking: true);

    private static Placement MakeHost()
    {
        Libtorch.Load(); // To name a device is a use of TorchSharp.
        return new Placement(CPU, IsMirrored: false);
    }
}
