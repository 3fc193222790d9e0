using Descent.Torch.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Torch.Memory;

/// <summary>A tensor's own memory as a span, without a copy. The tensor must be contiguous and on the CPU, and outlive the span.</summary>
public static class TensorMemory
{
    /// <summary>The elements as <typeparamref name="T"/>, whose size must be that of the tensor's type.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous, not on the CPU, or has elements of another size.</exception>
    public static unsafe Span<T> Span<T>(Tensor tensor)
        where T : unmanaged
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous() || tensor.ElementSize != sizeof(T))
        {
            throw new ArgumentException(
                $"A contiguous CPU tensor with elements of {sizeof(T)} bytes is needed, not {tensor.dtype} on {tensor.device_type}.", nameof(tensor));
        }

        return new Span<T>(Pointer(tensor), checked((int)tensor.NumberOfElements));
    }

    /// <summary>The bytes of a tensor of any type.</summary>
    /// <exception cref="ArgumentException">The tensor is not contiguous or not on the CPU.</exception>
    public static unsafe Span<byte> Bytes(Tensor tensor)
    {
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException($"A contiguous CPU tensor is needed, not {tensor.dtype} on {tensor.device_type}.", nameof(tensor));
        }

        return new Span<byte>(Pointer(tensor), checked((int)(tensor.NumberOfElements * tensor.ElementSize)));
    }

    /// <summary>The tensor itself where it begins on a cache line of 64 bytes, else a copy that does.</summary>
    public static unsafe Tensor Aligned(Tensor tensor)
    {
        const int CacheLine = 64;
        return (nint)Pointer(tensor) % CacheLine == 0 ? tensor : tensor.clone();
    }

    /// <summary>Copies a tensor into another of its shape on any device. From page-locked memory to a GPU nothing waits: what the GPU does next sees the copy.</summary>
    public static void CopyWithoutWaiting(Tensor source, Tensor target)
    {
        TensorHandles.CopyWithoutWaiting(source.Handle, target.Handle);
        GC.KeepAlive(source);
        GC.KeepAlive(target);
    }

    /// <summary>The address of the first element, in the memory of whichever device holds the tensor.</summary>
    public static unsafe nint Address(Tensor tensor) => (nint)Pointer(tensor);

    // Tensor.Handle is an at::Tensor*, which is what libtorch's stable C interface calls an AtenTensorHandle.
    internal static unsafe void* Pointer(Tensor tensor)
    {
        void* pointer = TensorHandles.Pointer<byte>(tensor.Handle);
        GC.KeepAlive(tensor);
        return pointer;
    }
}
