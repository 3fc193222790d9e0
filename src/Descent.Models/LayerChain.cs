using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Descent.Models;

/// <summary>Layers that run one after the other.</summary>
internal static class LayerChain
{
    /// <summary>The last layer's outputs. What lies between the layers is disposed of at once; what the backward pass needs of it libtorch keeps by itself.</summary>
    public static Tensor Run(ReadOnlySpan<Module<Tensor, Tensor>> layers, Tensor input)
    {
        Tensor values = input;
        foreach (Module<Tensor, Tensor> layer in layers)
        {
            // call, not forward: hooks fire only there.
            Tensor next = layer.call(values);
            if (!ReferenceEquals(values, input) && !ReferenceEquals(values, next))
            {
                values.Dispose();
            }

            values = next;
        }

        return values;
    }
}
