using Descent.Torch.Memory;
using Descent.Training.Checkpoints;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Artifacts;

/// <summary>A network's parameters and buffers by name, as checkpoints and artifacts name them.</summary>
internal static class NetworkWeights
{
    /// <summary>The parameters that are trained; a tied parameter has several names and one place in memory, and its first name stands for all.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Trained(Module network) => network.named_parameters()
        .Where(parameter => parameter.parameter.requires_grad)
        .DistinctBy(parameter => parameter.parameter.Handle)
        .Select(parameter => (parameter.name, (Tensor)parameter.parameter));

    /// <summary>Buffers and frozen parameters: part of the weights, but no gradient reaches them.</summary>
    public static IEnumerable<(string Name, Tensor Tensor)> Untrained(Module network) =>
    [
        .. network.named_parameters().Where(p => !p.parameter.requires_grad).Select(p => (p.name, (Tensor)p.parameter)),
        .. network.named_buffers().Select(b => (b.name, b.buffer)),
    ];

    /// <summary>Fills a network's parameters and buffers.</summary>
    /// <exception cref="CheckpointException">The arrays are another network's; nothing has been changed then.</exception>
    public static void Restore(Module network, NamedArrays weights)
    {
        (string Name, Tensor Tensor)[] all = [.. Trained(network), .. Untrained(network)];
        weights.RequireExactly([.. all.Select(item => (item.Name, TensorTypes.Of(item.Tensor.dtype), item.Tensor.shape))]);
        foreach ((string name, Tensor tensor) in all)
        {
            Restore(tensor, name, weights);
        }
    }

    /// <summary>Fills one tensor, wherever it lies.</summary>
    /// <exception cref="CheckpointException">It is missing or of another type or size.</exception>
    public static void Restore(Tensor tensor, string name, NamedArrays weights)
    {
        using IDisposable noGradients = no_grad();
        using Tensor host = tensor.cpu(); // the tensor's own memory where it is on the CPU
        weights.CopyTo(name, TensorTypes.Of(tensor.dtype), TensorMemory.Bytes(host));
        if (tensor.device_type != TorchSharp.DeviceType.CPU)
        {
            tensor.copy_(host);
        }
    }

    /// <summary>A copy of a tensor's bytes, wherever it lies.</summary>
    public static byte[] Bytes(Tensor tensor)
    {
        using Tensor host = tensor.cpu();
        return TensorMemory.Bytes(host).ToArray();
    }
}
