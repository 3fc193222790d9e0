using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Linear = Descent.Models.Layers.Linear;

namespace Descent.Bench.Gallery;

/// <summary>A network with a layer that its forward pass forgets.</summary>
internal sealed class UnusedLayerNetwork : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> _inner;

    public UnusedLayerNetwork(Module<Tensor, Tensor> inner)
        : base("unused-layer")
    {
        _inner = inner;
        register_module("inner", inner);
        register_module("forgotten", new Linear(16, 16));
    }

    public override Tensor forward(Tensor input) => _inner.call(input);
}
