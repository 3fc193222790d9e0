using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Training.Artifacts;

/// <summary>Copies of a network's buffers and frozen parameters, by which passes that were only tried are undone.</summary>
internal sealed class BufferCopies : IDisposable
{
    private readonly (Tensor Buffer, Tensor Copy)[] _buffers;

    public BufferCopies(Module network)
    {
        using IDisposable noGradients = no_grad();
        _buffers = [.. NetworkWeights.Untrained(network).Select(item => (item.Tensor, item.Tensor.clone().DetachFromDisposeScope()))];
    }

    /// <summary>Makes the buffers what they were when this was made.</summary>
    public void Restore()
    {
        using IDisposable noGradients = no_grad();
        foreach ((Tensor buffer, Tensor copy) in _buffers)
        {
            buffer.copy_(copy);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach ((_, Tensor copy) in _buffers)
        {
            copy.Dispose();
        }
    }
}
