using Descent.Runs;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>
/// A network's trained parameters and their gradients, each as one flat float32 buffer that the network's own tensors are views of:
/// an update, a norm, a snapshot or a reduction is one pass over memory. Of a network on another device the buffers are what is updated, and its
/// own tensors are views of a flat copy there: gradients are fetched after backward, and values sent after they have changed.
/// </summary>
/// <remarks>Parameters that decay come first, so that an update has two segments and no tests.</remarks>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>Every slot begins on a cache line, and a vector of 512 bits never crosses into the next slot's line.</summary>
    public const int Alignment = 16;

    private readonly NativeBuffer _values;
    private readonly NativeBuffer _gradients;
    private readonly Tensor _hostValues;
    private readonly Tensor _hostGradients;
    private readonly (Tensor Values, Tensor Gradients)? _mirror;
    private readonly List<Tensor> _views = [];

    /// <param name="network">Its float32 parameters with gradients become views; it must stay where it is.</param>
    /// <param name="layout">How parameters of four dimensions lie in their slots: as their shape says, or channels last.</param>
    /// <param name="place">Where the network is; on the CPU when null.</param>
    /// <param name="shards">Into how many equal parts the buffers can be cut; padding at their end makes up for what does not divide.</param>
    /// <exception cref="RunConfigurationException">There is nothing to train, or a parameter is not float32.</exception>
    public FlatParameters(Module network, Layout layout = Layout.Nchw, Placement? place = null, int shards = 1)
    {
        place ??= Placement.Host;
        List<(string Name, Tensor Tensor)> trained = Trained(network, place.Device.type);
        List<ParameterSlot> slots = [];
        int offset = 0;
        foreach ((string name, Tensor tensor) in trained.OrderBy(parameter => parameter.Tensor.dim() < 2))
        {
            int length = checked((int)tensor.numel());
            var slot = new ParameterSlot(name, offset, length, tensor.shape, layout == Layout.Nhwc && tensor.dim() == 4);
            slots.Add(slot);
            offset = checked(offset + slot.PaddedLength);
            DecayedLength = tensor.dim() < 2 ? DecayedLength : offset;
        }

        int multiple = Alignment * shards;
        offset = checked((offset + multiple - 1) / multiple * multiple);
        Slots = slots;
        Length = offset;
        Count = slots.Sum(slot => (long)slot.Length);
        _values = new NativeBuffer(offset, ScalarType.Float32);
        _gradients = new NativeBuffer(offset, ScalarType.Float32);
        (_hostValues, _hostGradients) = (_values.View(0, offset), _gradients.View(0, offset));
        _mirror = place.IsMirrored ? (ZerosOn(place.Device), ZerosOn(place.Device)) : null;
        (Tensor values, Tensor gradients) = _mirror ?? (_hostValues, _hostGradients);
        using IDisposable noGradients = no_grad();
        foreach (ParameterSlot slot in slots)
        {
            Tensor parameter = trained.First(p => p.Name == slot.Name).Tensor;
            Tensor value = slot.View(values);
            Tensor gradient = slot.View(gradients);
            value.copy_(parameter);
            parameter.set_(value);
            // Backward adds into a gradient that is already there, so it stays this view.
            parameter.grad = gradient;
            _views.AddRange([value, gradient]);
        }

        if (_mirror is not null)
        {
            _hostValues.copy_(values);
        }
    }

    /// <summary>Where each parameter lies.</summary>
    public IReadOnlyList<ParameterSlot> Slots { get; }

    /// <summary>Floats in each buffer, padding included; a multiple of 16.</summary>
    public int Length { get; }

    /// <summary>Trained numbers, padding left out.</summary>
    public long Count { get; }

    /// <summary>Where the parameters with fewer than two dimensions, biases and norms, begin.</summary>
    public int DecayedLength { get; }

    /// <summary>The parameters; padding is 0 and stays so. <see cref="SendValues"/> follows a change.</summary>
    public Span<float> Values => _values.As<float>();

    /// <summary>The gradients as they were when last fetched; padding is 0.</summary>
    public Span<float> Gradients => _gradients.As<float>();

    /// <summary>The gradients in buckets of at most so many bytes, views that the caller disposes, in the order in which backward is done with them.</summary>
    /// <remarks>That is from the last layer to the first for matrices and kernels; biases and norms, of which each bucket has many layers', come last.</remarks>
    public IReadOnlyList<(int Start, Tensor Values)> GradientBuckets(int bytes)
    {
        int floats = bytes / sizeof(float);
        return [.. Buckets(0, DecayedLength), .. Buckets(DecayedLength, Length)];

        IEnumerable<(int Start, Tensor Values)> Buckets(int start, int end) =>
            from i in Enumerable.Range(0, (end - start + floats - 1) / floats).Reverse()
            let first = start + (i * floats)
            select (first, _gradients.View(first, Math.Min(floats, end - first)));
    }

    /// <summary>The parameters as one tensor, which the caller disposes.</summary>
    public Tensor ViewValues() => _values.View(0, Length);

    /// <summary>Makes the network's gradients 0, and those here.</summary>
    public void ClearGradients()
    {
        Gradients.Clear();
        _mirror?.Gradients.zero_();
    }

    /// <summary>Brings the network's gradients here, once all work on them is done.</summary>
    public void FetchGradients()
    {
        if (_mirror is { } mirror)
        {
            _hostGradients.copy_(mirror.Gradients);
        }
    }

    /// <summary>Brings the parameters to the network, before whatever it is asked to do next. The next change must come after a fetch, or be sent too.</summary>
    public void SendValues()
    {
        if (_mirror is { } mirror)
        {
            using IDisposable noGradients = no_grad();
            TensorMemory.CopyWithoutWaiting(_hostValues, mirror.Values);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _views.ForEach(view => view.Dispose());
        _mirror?.Values.Dispose();
        _mirror?.Gradients.Dispose();
        _hostValues.Dispose();
        _hostGradients.Dispose();
        _values.Dispose();
        _gradients.Dispose();
    }

    private Tensor ZerosOn(Device device) => zeros(Length, dtype: ScalarType.Float32, device: device).DetachFromDisposeScope();

    private static List<(string Name, Tensor Tensor)> Trained(Module network, TorchSharp.DeviceType device)
    {
        List<(string Name, Tensor Tensor)> trained = [.. NetworkWeights.Trained(network)];
        if (trained.Count == 0)
        {
            throw new RunConfigurationException(new Mistake(
                "The network has no parameter to train.", network.GetName(), "one parameter with requires_grad or more",
                "Register its layers (RegisterComponents or register_module), and do not freeze all of them."));
        }

        if (trained.Find(parameter => parameter.Tensor.dtype != ScalarType.Float32 || parameter.Tensor.device_type != device)
            is ({ } name, { } wrong))
        {
            throw new RunConfigurationException(new Mistake(
                $"Parameter '{name}' cannot be trained.", $"{wrong.dtype} on {wrong.device_type}", $"Float32 on {device}",
                "Call network.@float().cpu() first; --device brings it elsewhere."));
        }

        return trained;
    }
}
