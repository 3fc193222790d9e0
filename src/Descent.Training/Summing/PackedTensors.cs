using Descent.Torch.Memory;
using Descent.Training.Collectives;
using static TorchSharp.torch;

namespace Descent.Training.Summing;

/// <summary>Tensors of any types whose bytes travel as one message.</summary>
internal sealed class PackedTensors : IDisposable
{
    private readonly IReadOnlyList<Tensor> _tensors;
    private readonly NativeBuffer _packed;
    private readonly Tensor _message;

    public PackedTensors(IReadOnlyList<Tensor> tensors)
    {
        _tensors = tensors;
        long bytes = tensors.Sum(tensor => tensor.numel() * tensor.ElementSize);
        _packed = new NativeBuffer((bytes + sizeof(long) - 1) / sizeof(long), ScalarType.Int64);
        _message = _packed.View(0, _packed.Length);
    }

    /// <summary>Copies what the tensors hold.</summary>
    public void Pack()
    {
        Span<byte> packed = _packed.As<byte>();
        foreach (Tensor tensor in _tensors)
        {
            using Tensor host = tensor.cpu();
            Span<byte> bytes = TensorMemory.Bytes(host);
            bytes.CopyTo(packed);
            packed = packed[bytes.Length..];
        }
    }

    /// <summary>Gives the tensors of every rank what rank 0 packed.</summary>
    public void Broadcast(ICollective ranks)
    {
        if (_packed.Length == 0)
        {
            return;
        }

        ranks.Broadcast(_message, 0);
        using IDisposable noGradients = no_grad();
        Span<byte> packed = _packed.As<byte>();
        foreach (Tensor tensor in _tensors)
        {
            using Tensor host = empty_like(tensor, device: CPU);
            Span<byte> bytes = TensorMemory.Bytes(host);
            packed[..bytes.Length].CopyTo(bytes);
            tensor.copy_(host);
            packed = packed[bytes.Length..];
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _message.Dispose();
        _packed.Dispose();
    }
}
