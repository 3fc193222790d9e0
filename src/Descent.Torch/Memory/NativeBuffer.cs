using Descent.Torch.Devices;
using Descent.Torch.Loading;
using static TorchSharp.torch;

namespace Descent.Torch.Memory;

/// <summary>
/// Memory owned by libtorch, 64-byte aligned, that both C# (as a span) and tensors (as views) read and write. Once a GPU is used it is page-locked,
/// so that nothing waits for its copies there.
/// </summary>
public sealed unsafe class NativeBuffer : IDisposable
{
    private readonly Tensor _tensor;
    private readonly void* _pointer;

    /// <summary>A zeroed buffer.</summary>
    /// <param name="elements">How many elements, up to 2^31 − 1.</param>
    /// <param name="type">The type of an element.</param>
    public NativeBuffer(long elements, ScalarType type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(elements);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(elements, int.MaxValue);
        Libtorch.Load();
        Tensor memory = zeros(elements, dtype: type).DetachFromDisposeScope();
        _tensor = Cuda.IsUsed ? Lock(memory) : memory;
        _pointer = TensorMemory.Pointer(_tensor);
        Length = (int)elements;
        ElementSize = (int)_tensor.ElementSize;
    }

    /// <summary>How many elements.</summary>
    public int Length { get; }

    /// <summary>Bytes in an element.</summary>
    public int ElementSize { get; }

    /// <summary>The whole memory as elements of <typeparamref name="T"/>, valid until <see cref="Dispose"/>.</summary>
    public Span<T> As<T>()
        where T : unmanaged =>
        new(_pointer, checked((int)((long)Length * ElementSize / sizeof(T))));

    /// <summary>A view of part of the memory as a tensor, which the caller disposes; the memory lives as long as its last view.</summary>
    /// <param name="start">The first element.</param>
    /// <param name="shape">The shape of the view.</param>
    public Tensor View(long start, params ReadOnlySpan<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            count *= size;
        }

        using Tensor part = _tensor.narrow(0, start, count);
        return part.view(shape.ToArray()).DetachFromDisposeScope();
    }

    /// <inheritdoc />
    public void Dispose() => _tensor.Dispose();

    private static Tensor Lock(Tensor memory)
    {
        using Tensor pageable = memory;
        return pageable.pin_memory().DetachFromDisposeScope();
    }
}
