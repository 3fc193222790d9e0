using Descent.Torch.Memory;
using TorchSharp;
using static TorchSharp.torch;

namespace Descent.Training.Evaluation;

/// <summary>A tensor's numbers where C# can read them: its own memory, or a copy where it is elsewhere, of another type or not contiguous.</summary>
internal readonly ref struct HostValues<T> : IDisposable
    where T : unmanaged
{
    private readonly Tensor? _copy;

    public HostValues(Tensor tensor, ScalarType type)
    {
        if (tensor.dtype != type || tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            using Tensor detached = tensor.detach();
            using Tensor typed = detached.to(type, CPU);
            _copy = typed.contiguous();
        }

        Span = TensorMemory.Span<T>(_copy ?? tensor);
    }

    public ReadOnlySpan<T> Span { get; }

    public void Dispose() => _copy?.Dispose();
}
