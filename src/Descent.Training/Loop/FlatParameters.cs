using Descent.Runs;
using Descent.Torch.Memory;
using Descent.Training.Artifacts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Loop;

/// <summary>
/// A network's trained parameters and their gradients, each as one flat float32 buffer that the network's own tensors are views of:
/// an update, a norm, a snapshot or a reduction is one pass over memory.
/// </summary>
/// <remarks>Parameters that decay come first, so that an update has two segments and no tests.</remarks>
internal sealed class FlatParameters : IDisposable
{
    /// <summary>Every slot begins on a cache line, and a vector of 512 bits never crosses into the next slot's line.</summary>
    public const int Alignment = 16;

    private readonly NativeBuffer _values;
    private readonly NativeBuffer _gradients;
    private readonly List<Tensor> _views = [];

    /// <param name="network">Its float32 parameters with gradients become views; it must stay on the CPU.</param>
    /// <param name="layout">How parameters of four dimensions lie in their slots: as their shape says, or channels last.</param>
    /// <exception cref="RunConfigurationException">There is nothing to train, or a parameter is not float32.</exception>
    public FlatParameters(Module network, Layout layout = Layout.Nchw)
    {
        List<(string Name, Tensor Tensor)> trained = Trained(network);
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

        Slots = slots;
        Length = offset;
        Count = slots.Sum(slot => (long)slot.Length);
        _values = new NativeBuffer(offset, ScalarType.Float32);
        _gradients = new NativeBuffer(offset, ScalarType.Float32);
        using IDisposable noGradients = no_grad();
        foreach (ParameterSlot slot in slots)
        {
            Tensor parameter = trained.First(p => p.Name == slot.Name).Tensor;
            Tensor value = slot.View(_values);
            Tensor gradient = slot.View(_gradients);
            value.copy_(parameter);
            parameter.set_(value);
            // Backward adds into a gradient that is already there, so it stays this view.
            parameter.grad = gradient;
            _views.AddRange([value, gradient]);
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

    /// <summary>The parameters; padding is 0 and stays so.</summary>
    public Span<float> Values => _values.As<float>();

    /// <summary>The gradients; padding is 0.</summary>
    public Span<float> Gradients => _gradients.As<float>();

    /// <inheritdoc />
    public void Dispose()
    {
        _views.ForEach(view => view.Dispose());
        _values.Dispose();
        _gradients.Dispose();
    }

    private static List<(string Name, Tensor Tensor)> Trained(Module network)
    {
        List<(string Name, Tensor Tensor)> trained = [.. NetworkWeights.Trained(network)];
        if (trained.Count == 0)
        {
            throw new RunConfigurationException(new Mistake(
                "The network has no parameter to train.", network.GetName(), "one parameter with requires_grad or more",
                "Register its layers (RegisterComponents or register_module), and do not freeze all of them."));
        }

        if (trained.Find(parameter => parameter.Tensor.dtype != ScalarType.Float32 || parameter.Tensor.device_type != TorchSharp.DeviceType.CPU)
            is ({ } name, { } wrong))
        {
            throw new RunConfigurationException(new Mistake(
                $"Parameter '{name}' cannot be trained.", $"{wrong.dtype} on {wrong.device_type}", "Float32 on CPU", "Call network.@float().cpu() first."));
        }

        return trained;
    }
}
