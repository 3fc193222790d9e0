using Descent.Torch.Loading;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models.Blocks;

/// <summary>A part of a network that is made of layers.</summary>
/// <remarks>Layers are held in arrays: TorchSharp would register one in a field a second time, under the field's name.</remarks>
public abstract class Block : Module<Tensor, Tensor>
{
    // Before any layer is made: making one is the first use of TorchSharp.
    static Block() => Libtorch.Load();

    private protected Block(string kind)
        : base(kind)
    {
    }

    /// <summary>Registers a layer under a name and gives it back.</summary>
    private protected T Part<T>(string name, T layer)
        where T : Module
    {
        register_module(name, layer);
        return layer;
    }
}
