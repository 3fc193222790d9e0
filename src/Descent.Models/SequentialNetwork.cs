using System.Runtime.CompilerServices;
using Descent.Torch.Networks;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>A network whose layers run one after the other, each under its own name.</summary>
public abstract class SequentialNetwork : Network, IChainedNetwork
{
    private readonly Module<Tensor, Tensor>[] _layers;

    /// <param name="architecture">How to build it again.</param>
    /// <param name="inputShape">The shape of one input; −1 where any size is allowed.</param>
    /// <param name="make">Makes the layers by name, in the order in which they run; called once libtorch is loaded.</param>
    protected SequentialNetwork(Architecture architecture, long[] inputShape, Func<(string Name, Module<Tensor, Tensor> Layer)[]> make)
        : base(architecture, inputShape)
    {
        (string Name, Module<Tensor, Tensor> Layer)[] layers = make();
        _layers = [.. layers.Select(layer => layer.Layer)];
        Links = [.. layers.Select(layer => new ChainLink(layer.Layer.call, (layer.Name, layer.Layer)))];
        foreach ((string name, Module<Tensor, Tensor> layer) in layers)
        {
            register_module(name, layer);
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<ChainLink> Links { get; }

    /// <inheritdoc />
    protected override Tensor Compute(Tensor input) => LayerChain.Run(_layers, input);

    /// <summary>A side that an image can have.</summary>
    private protected static long AtLeast(int size, int smallest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, smallest);
        return size;
    }

    /// <summary>A size that a layer can be made with.</summary>
    private protected static long Positive(long value, [CallerArgumentExpression(nameof(value))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
