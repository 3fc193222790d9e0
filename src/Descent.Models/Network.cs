using Descent.Torch.Loading;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>A network of this project: maps inputs [B, …] to outputs, says how to build it again, and refuses inputs of another shape.</summary>
public abstract class Network : Module<Tensor, Tensor>, IDescribedNetwork
{
    // Before any layer is made: making one is the first use of TorchSharp.
    static Network() => Libtorch.Load();

    /// <param name="architecture">How to build it again.</param>
    /// <param name="inputShape">The shape of one input; −1 where any size is allowed.</param>
    protected Network(Architecture architecture, params long[] inputShape)
        : base(architecture.Name)
    {
        Architecture = architecture;
        InputShape = inputShape;
    }

    /// <inheritdoc />
    public Architecture Architecture { get; }

    /// <summary>The shape of one input without the batch; −1 where any size is allowed.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>The type of an input's elements: float32, or int64 for tokens.</summary>
    public virtual ScalarType InputType => ScalarType.Float32;

    /// <inheritdoc />
    /// <exception cref="ArgumentException">The input has another shape; libtorch would abort the process on some of those.</exception>
    public sealed override Tensor forward(Tensor input)
    {
        bool fits = input.dim() == InputShape.Count + 1;
        for (int i = 0; fits && i < InputShape.Count; i++)
        {
            fits = InputShape[i] < 0 || input.size(i + 1) == InputShape[i];
        }

        return fits ? Compute(input) : throw new ArgumentException(
            $"{Architecture.Name} expects inputs of shape [batch, {string.Join(", ", InputShape)}], received [{string.Join(", ", input.shape)}].", nameof(input));
    }

    /// <summary>The outputs for inputs whose shape has been checked.</summary>
    protected abstract Tensor Compute(Tensor input);
}
